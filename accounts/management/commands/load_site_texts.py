from django.core.management.base import BaseCommand

from accounts.actions.site_texts import load_initial


class Command(BaseCommand):
    help = "Write the first version of the legal pages that have none yet (run it as often as you like)."

    def handle(self, *args, **options):
        load_initial(tell=self.stdout.write)
