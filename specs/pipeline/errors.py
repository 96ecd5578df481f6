"""What the build flow says when it refuses to go on."""


class PipelineError(Exception):
    """The build cannot go on; the message is a sentence that names the file and the place in it."""


class StaleAction(PipelineError):
    """An overlay action has lost its ground: what it adds is there already, or what it changes is gone."""


class ChangedMeaning(PipelineError):
    """An overlay action would replace another text than the one that it was written for."""
