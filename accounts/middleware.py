from django.utils.functional import SimpleLazyObject

from accounts.actor import actor_of

ACTING_ORGANISATION = "acting_organisation"  # session key; holds a public_id


class ActorMiddleware:
    """Gives every request its actor; nothing is asked of the database until somebody looks."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.actor = SimpleLazyObject(
            lambda: actor_of(request.user, request.session.get(ACTING_ORGANISATION, ""))
        )
        return self.get_response(request)
