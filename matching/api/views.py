"""/api/v1/proposals/: the board, for reviewers."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import ListAPIView, RetrieveAPIView
from rest_framework.permissions import BasePermission

from accounts.roles import Permission
from core.api import ABSENT, MISTAKE, REFUSED, Cursor, absolute
from matching.enums import ProposalState
from matching.models import Proposal


class IsReviewer(BasePermission):
    def has_permission(self, request, view) -> bool:
        return request.actor.may(Permission.REVIEW)


class PartySerializer(serializers.Serializer):
    public_id = serializers.CharField()
    title = serializers.CharField()
    revision = serializers.IntegerField()


class ProposalSerializer(serializers.ModelSerializer):
    need = PartySerializer()
    offer = PartySerializer()
    url = serializers.SerializerMethodField(help_text="The review page.")

    class Meta:
        model = Proposal
        fields = [
            "public_id", "url", "state", "need", "offer", "need_revision", "offer_revision", "score",
            "strength", "origin", "proposed_at", "decided_at", "decline_kind", "closing", "closed_at",
            "contacts_opened_at",
        ]  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {name: {"allow_blank": True} for name in ("decline_kind", "closing")}

    def get_url(self, proposal: Proposal) -> str:
        return absolute(self.context["request"], "matching:review", proposal.public_id)


class ByPromise(Cursor):
    ordering = ("-strength", "proposed_at", "pk")

    def read_position(self, text: str) -> float:
        return float(text)


class ProposalList(ListAPIView):
    """Proposals by promise; `state` chooses among them."""

    permission_classes = [IsReviewer]
    serializer_class = ProposalSerializer
    pagination_class = ByPromise

    def get_queryset(self):
        rows = Proposal.objects.select_related("need", "offer")
        state = self.request.query_params.get("state", "")
        if state and state not in ProposalState.values:
            raise serializers.ValidationError({"state": f"One of {', '.join(ProposalState.values)}."})
        return rows.filter(state=state) if state else rows

    @extend_schema(
        operation_id="proposals_list",
        parameters=[OpenApiParameter("state", OpenApiTypes.STR, enum=list(ProposalState.values))],
        responses={200: ProposalSerializer(many=True), 400: MISTAKE, 403: REFUSED},
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)


class ProposalDetail(RetrieveAPIView):
    permission_classes = [IsReviewer]
    serializer_class = ProposalSerializer
    lookup_field = "public_id"

    def get_queryset(self):
        return Proposal.objects.select_related("need", "offer")

    @extend_schema(
        operation_id="proposals_retrieve", responses={200: ProposalSerializer, 403: REFUSED, 404: ABSENT}
    )
    def get(self, request, *args, **kwargs):
        return super().get(request, *args, **kwargs)
