import factory
from django.utils import timezone

from accounts.enums import MembershipState, OrganisationKind, Verification
from accounts.models import Membership, Organisation, StaffAssignment, User
from accounts.roles import MemberRole, StaffRole


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@firm{n}.example")
    name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    password = factory.django.Password("correct horse")

    @factory.post_generation
    def staff(self, create, extracted, **kwargs):
        """UserFactory(staff="reviewer") or staff=["reviewer", "operator"]."""
        for role in [extracted] if isinstance(extracted, str) else extracted or []:
            StaffAssignment.objects.create(user=self, role=StaffRole(role))


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    kind = OrganisationKind.ENTERPRISE
    name_en = factory.Sequence(lambda n: f"Quillon Works {n}")
    name_zh = factory.Sequence(lambda n: f"榫合机械{n}厂")
    country = "CN"
    region = "Jiangsu"
    verification = Verification.VERIFIED
    verified_at = factory.LazyAttribute(
        lambda o: timezone.now() if o.verification == Verification.VERIFIED else None
    )


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = MemberRole.OWNER
    state = MembershipState.ACTIVE
    decided_at = factory.LazyAttribute(lambda o: None if o.state == MembershipState.ASKED else timezone.now())
