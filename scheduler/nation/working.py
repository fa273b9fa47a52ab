"""What a process for districts does: plan them, or say what there is to choose from.

It is the one function that runs in each process of the crew. Which of the two it does hangs on the task's type, see
`tasks`. Example: of 8 processes 6 plan districts while 2 say what the reviews of others can choose from.
"""

from models.instance import Instance
from scheduler.nation.bounding import choices
from scheduler.nation.planning import plan
from scheduler.nation.tasks import Planning, Result, Task


def work(instance: Instance, task: Task) -> Result:
    """The result of one task. instance: the whole network."""
    return plan(instance, task) if isinstance(task, Planning) else choices(instance, task)
