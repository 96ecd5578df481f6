"""What the build flow says when it refuses to go on."""


class PipelineError(Exception):
    """The build cannot go on; the message is a sentence that names the file and the place in it."""
