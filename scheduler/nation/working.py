"""What a process for districts does: plan them, or say what there is to choose from."""

from models.instance import Instance
from scheduler.nation.bounding import choices
from scheduler.nation.planning import plan
from scheduler.nation.tasks import Planning, Result, Task


def work(instance: Instance, task: Task) -> Result:
    """The result of one task. instance: the whole network."""
    return plan(instance, task) if isinstance(task, Planning) else choices(instance, task)
