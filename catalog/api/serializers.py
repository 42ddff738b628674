"""A listing as other software reads it; the owner, place and patents only through the listing's face."""

from typing import Any

from rest_framework import serializers

from catalog.api.value_fields import serializer_field
from catalog.disclosure import Face, public_face
from catalog.enums import Scheme
from catalog.fields import FIELDS, Storage
from catalog.fields.value_types import OneOf
from catalog.kinds import kind_choices
from catalog.models import Listing, TaxonomyCode
from core.api import absolute


class OwnerSerializer(serializers.Serializer):
    hidden = serializers.BooleanField()
    name = serializers.CharField(help_text="The name, or what stands for it while it is hidden.")
    public_id = serializers.CharField(allow_null=True)


class TermSerializer(serializers.Serializer):
    term = serializers.CharField()
    weight = serializers.FloatField()


class IndicatorSerializer(serializers.Serializer):
    name = serializers.CharField()
    today = serializers.CharField(allow_blank=True)
    wanted = serializers.CharField(allow_blank=True)
    condition = serializers.CharField(allow_blank=True)


class ListingSerializer(serializers.ModelSerializer):
    url = serializers.SerializerMethodField(help_text="The page for people.")
    owner = serializers.SerializerMethodField()
    country = serializers.SerializerMethodField(help_text="ISO 3166 alpha-2.")
    region = serializers.SerializerMethodField(help_text="Empty while the owner is hidden.")
    indicators = IndicatorSerializer(many=True)
    patents = serializers.SerializerMethodField(
        help_text="Publication numbers; empty while the owner is hidden."
    )
    strength = serializers.SerializerMethodField(help_text="0 to 1, only with q.")
    terms = serializers.SerializerMethodField(help_text="What made the strength, only with q.")

    class Meta:
        model = Listing

    def get_field_names(self, *_declared: Any) -> list[str]:
        return [
            *("public_id", "kind", "url", "owner"),
            *FIELDS.names("is_exported"),
            *("patents", "revision", "published_at", "changed_at", "valid_until", "strength", "terms"),
        ]

    def get_extra_kwargs(self) -> dict[str, Any]:
        """Everything is read only; a choice that has no fallback may be empty."""
        options: dict[str, Any] = {name: {"read_only": True} for name in self.get_field_names()}
        for name in FIELDS.names("is_exported"):
            if isinstance(FIELDS[name].type, OneOf) and not FIELDS[name].fallback:
                options[name]["allow_blank"] = True
        return options

    def build_field(self, field_name: str, *args: Any) -> Any:
        """A field of the registry that has no column is made by its type."""
        field = FIELDS.get(field_name)
        if field and field.storage == Storage.FURTHER:
            made, options = serializer_field(field.type)
            return made, options | {"source": f"values.{field_name}"}
        return super().build_field(field_name, *args)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.faces: dict[int, Face] = {}

    def to_representation(self, listing: Listing) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(listing)
        if self._face(listing).hidden:
            names = shown.keys() & set(FIELDS.names("names_owner"))
            shown |= {name: FIELDS[name].type.empty for name in names}
        return shown

    def _face(self, listing: Listing) -> Face:
        """One face per listing and answer; an API answer never opens more than the reader's page would."""
        if listing.pk not in self.faces:
            self.faces[listing.pk] = public_face(listing, self.context["request"].actor)
        return self.faces[listing.pk]

    def _hit(self, listing: Listing) -> Any:
        return self.context.get("hits", {}).get(listing.public_id)

    def get_url(self, listing: Listing) -> str:
        return absolute(self.context["request"], "catalog:detail", listing.public_id)

    def get_owner(self, listing: Listing) -> dict[str, Any]:
        face = self._face(listing)
        owner = {"hidden": face.hidden, "name": face.owner_name}
        owner["public_id"] = face.owner.public_id if face.owner else None
        return owner

    get_owner.__annotations__["return"] = OwnerSerializer

    def get_country(self, listing: Listing) -> str:
        return self._face(listing).country

    def get_region(self, listing: Listing) -> str:
        return self._face(listing).region

    def get_patents(self, listing: Listing) -> list[str]:
        if not self._face(listing).shows_patents:
            return []
        return [link.patent.publication_number for link in listing.patent_links.all()]

    def get_strength(self, listing: Listing) -> float | None:
        hit = self._hit(listing)
        return None if hit is None or hit.strength is None else round(hit.strength, 6)

    def get_terms(self, listing: Listing) -> list[dict[str, Any]]:
        hit = self._hit(listing)
        return [{"term": term, "weight": round(weight, 6)} for term, weight in hit.terms] if hit else []

    get_terms.__annotations__["return"] = TermSerializer(many=True)


class TaxonomySerializer(serializers.Serializer):
    scheme = serializers.ChoiceField(choices=Scheme.choices)
    revision = serializers.CharField()
    codes = serializers.IntegerField()
    url = serializers.URLField()


class TaxonomyCodeSerializer(serializers.ModelSerializer):
    key = serializers.CharField(help_text='What listings hold, for example "ipc:F16C".')

    class Meta:
        model = TaxonomyCode
        fields = ["key", "scheme", "revision", "code", "parent", "title_en", "title_zh"]


class KindField(serializers.ChoiceField):
    """The kinds as they are registered when a serializer is made."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=kind_choices(), **kwargs)


class FiltersSerializer(serializers.Serializer):
    """The query of the list of listings."""

    kind = KindField(required=False)
    q = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=100, default=20)
