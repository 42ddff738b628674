from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from config.ops.backup import BackupRefused, restore


class Command(BaseCommand):
    help = "Reads a backup into an empty database (it is migrated first)."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args, folder, **options):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("createcachetable", verbosity=0)
        try:
            counts = restore(folder)
        except BackupRefused as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{sum(counts.values())} rows are back. The index is rebuilt by the next sweep.")
