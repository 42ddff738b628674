from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Brings the database up to date: migrations and the cache table. Run once per release."

    def handle(self, *args, **options):
        call_command("check", deploy=False, verbosity=0)
        call_command("migrate", verbosity=1, interactive=False, stdout=self.stdout)
        call_command("createcachetable", verbosity=0)
