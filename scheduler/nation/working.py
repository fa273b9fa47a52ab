"""What a process for districts does: plan them, find their prices, bound them."""

from models.instance import Instance
from scheduler.nation.bounding import bound
from scheduler.nation.planning import plan
from scheduler.nation.pricing import price
from scheduler.nation.tasks import Planning, Pricing, Result, Task


def work(instance: Instance, task: Task) -> Result:
    """The result of one task. instance: the whole network."""
    if isinstance(task, Planning):
        return plan(instance, task)
    return price(instance, task) if isinstance(task, Pricing) else bound(instance, task)
