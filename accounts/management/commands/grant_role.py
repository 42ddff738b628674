from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.actor import SYSTEM
from accounts.models import StaffAssignment, User
from accounts.roles import StaffRole
from core import audit


class Command(BaseCommand):
    help = "Gives a person who has signed up one or more staff roles: the way to the first operator."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("roles", nargs="+", choices=StaffRole.values, metavar="ROLE")

    @transaction.atomic
    def handle(self, *args, email, roles, **options):
        person = User.objects.filter(email__iexact=email).first()
        if person is None:
            raise CommandError(f"Nobody has signed up as {email}.")
        for role in roles:
            _, new = StaffAssignment.objects.get_or_create(user=person, role=role)
            if new:
                audit.record("staff.granted", person, by=SYSTEM, role=role)
        self.stdout.write(f"{person.email}: {', '.join(roles)}")
