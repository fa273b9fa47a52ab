"""Instances and schedules as files: read whole or refused whole, written so that nothing is ever half there."""

from models.digest import instance_sha256
from scheduler.storage.changes import load_changes
from scheduler.storage.files import check_can_save, save
from scheduler.storage.instances import bundled_names, load_instance, parse_instance
from scheduler.storage.schedules import load_plan, load_schedule, parse_schedule
from scheduler.storage.writing import dumps

__all__ = [
    "bundled_names",
    "check_can_save",
    "dumps",
    "instance_sha256",
    "load_changes",
    "load_instance",
    "load_plan",
    "load_schedule",
    "parse_instance",
    "parse_schedule",
    "save",
]
