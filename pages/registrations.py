from core.registries import Routes, page_routes

page_routes.add(Routes("pages.urls"))
