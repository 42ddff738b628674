"""/api/v1/listings/ and /api/v1/taxonomies/: what is published, for everybody."""

import hashlib
import json
from datetime import datetime

from django.db.models import Count
from django.http import Http404
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView, RetrieveAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from accounts.api import reader_of
from catalog import ports
from catalog.api.serializers import (
    FiltersSerializer,
    ListingSerializer,
    TaxonomyCodeSerializer,
    TaxonomySerializer,
)
from catalog.enums import Scheme
from catalog.kinds import KINDS
from catalog.models import Listing, TaxonomyCode
from catalog.ports import Page
from core.api import ABSENT, MISTAKE, Cursor, absolute, address_of_page, moment, page_of_cursor

FACETS = [name for name in ports.facets() if name != "kind"]


class ListingPageSerializer(serializers.Serializer):
    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    total = serializers.IntegerField(
        help_text="How many there are in all; only with q or a facet.", required=False
    )
    facets = serializers.DictField(
        child=serializers.DictField(child=serializers.IntegerField()),
        help_text="Counts per facet and value; only with q or a facet.",
        required=False,
    )
    results = ListingSerializer(many=True)


def _text(name: str, words: str, **more) -> OpenApiParameter:
    return OpenApiParameter(name, OpenApiTypes.STR, OpenApiParameter.QUERY, description=words, **more)


class Newest(Cursor):
    ordering = ("-published_at", "-pk")

    def read_position(self, text: str) -> datetime:
        return moment(text)


class ListingList(GenericAPIView):
    """Published listings: newest first, or ranked when there is a q or a facet."""

    serializer_class = ListingSerializer
    queryset = Listing.objects.none()

    @extend_schema(
        operation_id="listings_list",
        parameters=[
            _text("kind", "One kind of listings.", enum=KINDS),
            _text("q", "A text of up to 2,000 characters; listings are ranked by how well they suit it."),
            OpenApiParameter(
                "page_size", {"type": "integer", "minimum": 1, "maximum": 100}, OpenApiParameter.QUERY
            ),
            _text("cursor", "From `next` or `previous` of another answer."),
            *[_text(name, "A facet; several values mean any of them.", many=True) for name in FACETS],
        ],
        responses={200: ListingPageSerializer, 400: MISTAKE},
    )
    def get(self, request: Request) -> Response:
        query = FiltersSerializer(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        sent = {name: [value for value in request.query_params.getlist(name) if value] for name in FACETS}
        chosen = {name: values for name, values in sent.items() if values}
        if asked.get("q", "").strip() or chosen:
            return self._ranked(request, asked, chosen)
        return self._newest(request, asked)

    def _newest(self, request: Request, asked: dict) -> Response:
        rows = (
            Listing.objects.published()
            .select_related("organisation")
            .prefetch_related("patent_links__patent")
        )
        rows = rows.filter(kind__in=[asked["kind"]] if "kind" in asked else KINDS.names)
        cursor = Newest()
        page = cursor.paginate_queryset(rows, request, view=self)
        data = self.get_serializer(page, many=True).data
        return Response(
            {"next": cursor.get_next_link(), "previous": cursor.get_previous_link(), "results": data}
        )

    def _ranked(self, request: Request, asked: dict, chosen: dict) -> Response:
        page = Page(number=page_of_cursor(request), size=asked["page_size"])
        kinds = [asked["kind"]] if "kind" in asked else KINDS.names
        hits = ports.ranker().search(
            asked.get("q", "").strip(), reader_of(request), {"kind": kinds, **chosen}, page
        )
        found = {
            row.public_id: row
            for row in Listing.objects.published()
            .filter(public_id__in=[hit.public_id for hit in hits.hits])
            .select_related("organisation")
            .prefetch_related("patent_links__patent")
        }
        rows = [found[hit.public_id] for hit in hits.hits if hit.public_id in found]
        context = {**self.get_serializer_context(), "hits": {hit.public_id: hit for hit in hits.hits}}
        last = page.offset + page.size >= hits.total
        return Response(
            {
                "next": None if last else address_of_page(request, page.number + 1),
                "previous": address_of_page(request, page.number - 1) if page.number > 1 else None,
                "total": hits.total,
                "facets": hits.facets,
                "results": ListingSerializer(rows, many=True, context=context).data,
            }
        )


class ListingDetail(RetrieveAPIView):
    """One published listing; its ETag changes with its revision and with what its reader may see of it."""

    serializer_class = ListingSerializer
    lookup_field = "public_id"

    def get_queryset(self):
        rows = Listing.objects.published().filter(kind__in=KINDS.names).select_related("organisation")
        return rows.prefetch_related("patent_links__patent")

    @extend_schema(
        operation_id="listings_retrieve",
        responses={
            200: ListingSerializer,
            304: OpenApiResponse(description="What `If-None-Match` names is still so."),
            404: ABSENT,
        },
    )
    def get(self, request: Request, *args, **kwargs) -> Response:
        listing = self.get_object()
        data = self.get_serializer(listing).data
        digest = hashlib.sha256(json.dumps(data, cls=JSONEncoder, sort_keys=True).encode()).hexdigest()
        etag = f'"{listing.revision}-{digest[:16]}"'
        known = request.headers.get("If-None-Match", "")
        if etag in [each.removeprefix("W/") for each in parse_etags(known)]:
            return Response(status=304, headers={"ETag": etag})
        return Response(data, headers={"ETag": etag})


class TaxonomyList(GenericAPIView):
    """The classifications that listings use."""

    serializer_class = TaxonomySerializer
    pagination_class = None
    queryset = TaxonomyCode.objects.none()

    @extend_schema(operation_id="taxonomies_list", responses={200: TaxonomySerializer(many=True)})
    def get(self, request: Request) -> Response:
        rows = (
            TaxonomyCode.objects.order_by("scheme", "revision")
            .values("scheme", "revision")
            .annotate(codes=Count("pk"))
        )
        data = [{**row, "url": absolute(request, "api-taxonomy", row["scheme"])} for row in rows]
        return Response(self.get_serializer(data, many=True).data)


class TaxonomyCodes(GenericAPIView):
    """All codes of one classification, with titles in both languages."""

    serializer_class = TaxonomyCodeSerializer
    pagination_class = None
    queryset = TaxonomyCode.objects.none()

    @extend_schema(
        operation_id="taxonomies_codes",
        parameters=[
            OpenApiParameter("scheme", OpenApiTypes.STR, OpenApiParameter.PATH, enum=list(Scheme.values))
        ],
        responses={200: TaxonomyCodeSerializer(many=True), 404: ABSENT},
    )
    def get(self, request: Request, scheme: str) -> Response:
        if scheme not in Scheme.values:
            raise Http404
        return Response(self.get_serializer(TaxonomyCode.objects.of(scheme), many=True).data)
