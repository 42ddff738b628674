"""The health check of a container: exit status 0 when its part works."""

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from core.models import Heartbeat


class Command(BaseCommand):
    help = "Exit status 0 when the database answers (and, with --scheduler, the heartbeat is young)."

    def add_arguments(self, parser):
        parser.add_argument("--scheduler", action="store_true", help="ask also for the scheduler's heartbeat")

    def handle(self, *args, scheduler, **options):
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            age = Heartbeat.age("scheduler") if scheduler else 0.0
        except DatabaseError as error:
            raise CommandError(f"The database does not answer: {error}") from None
        if age is None or age > Heartbeat.OLDEST:
            raise CommandError(
                "No heartbeat of the scheduler in the last 90 s: is beat running, is a worker?"
            )
        self.stdout.write("ok")
