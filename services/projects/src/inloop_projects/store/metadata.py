"""The one catalogue of tables of this service."""

from sqlalchemy import MetaData

from inloop_kit.database import NAMING, kit_tables

metadata = MetaData(naming_convention=NAMING)
kit_tables(metadata)
