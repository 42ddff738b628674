from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from config.ops.backup import BackupRefused, backup


class Command(BaseCommand):
    help = "Writes database, uploaded files and settings into a new folder."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")

    def handle(self, *args, folder, **options):
        try:
            manifest = backup(folder)
        except BackupRefused as error:
            raise CommandError(str(error)) from None
        total = sum(manifest["rows"].values())
        self.stdout.write(f"{total} rows of {len(manifest['rows'])} tables are in {folder}.")
        self.stdout.write(
            "Keep it where only you can read it: it holds names, addresses and confidential parts."
        )
