"""The demonstration: load, refresh, remove, or print its logins."""

from django.core.management.base import BaseCommand, CommandError

from catalog.actions import demo, demo_people


class Command(BaseCommand):
    help = "Load or refresh the demonstration data (marked, removable as a whole)."

    def add_arguments(self, parser):
        parser.add_argument("--remove", action="store_true", help="remove the whole demonstration")
        parser.add_argument("--logins", action="store_true", help="only print the logins")
        parser.add_argument("--force", action="store_true", help="load beside real organisations")

    def handle(self, *args, **options):
        if options["remove"]:
            self.stdout.write(
                f"The demonstration is removed: {demo.remove()} listings and all that came of them."
            )
            return
        if options["logins"]:
            self._logins()
        else:
            self._load(options["force"])

    def _load(self, force: bool) -> None:
        try:
            loaded = demo.load(force=force)
        except demo.BesideRealOnes:
            raise CommandError(
                "There are real organisations here. Say --force to load the demonstration beside them; "
                "demo --remove takes it away again."
            ) from None
        self.stdout.write(
            f"Demonstration: {loaded.organisations} organisations, {loaded.people} people; "
            f"{loaded.created} listings new ({loaded.published} published), {loaded.updated} refreshed. "
            "The logins: manage.py demo --logins"
        )

    def _logins(self) -> None:
        """One login of each sort; the others have the same password."""
        people = demo_people.logins()
        if not people:
            self.stdout.write("No demonstration logins.")
            return
        self.stdout.write(f"Demonstration logins, password {demo_people.PASSWORD}:")
        shown: dict[tuple, str] = {}
        for user in people:
            roles = [str(assignment.get_role_display()) for assignment in user.staff_assignments.all()]
            sort: tuple = tuple(roles) or tuple(
                (each.organisation.kind, each.role) for each in user.memberships.all()
            )
            if not roles:
                roles = [
                    f"{each.get_role_display()} of {each.organisation}" for each in user.memberships.all()
                ]
            shown.setdefault(sort, f"  {user.email:34} {', '.join(roles) or 'no organisation'}")
        self.stdout.write("\n".join(shown.values()))
