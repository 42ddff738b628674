from django.core.management.base import BaseCommand

from catalog.actions.taxonomy import load


class Command(BaseCommand):
    help = "Load the classifications (IPC, GB/T 4754, NACE) again, after their files changed."

    def handle(self, *args, **options):
        self.stdout.write(f"{load()} codes loaded.")
