"""What can go wrong while the parts are put together.

ServiceError
├── EngineDidNotStart   the engine's process ended or was not ready in time
├── TrainingFailed      the model could not be trained
├── BaselineFailed      stock Rasa, which an evaluation is set beside, is not there or failed
├── PortTaken           the address is used by another program
├── KeysLost            the database holds sealed values and the file of their keys is gone
├── CountyFileError     a file of a county's figures that is no such file
├── NoSuchReceipt       no case has the receipt number that was typed
└── NoSuchAccount       nobody of the staff signs in with the name that was typed
"""


class ServiceError(Exception):
    """Root of this room's errors."""


class EngineDidNotStart(ServiceError):
    """Raised when the engine is not ready in time."""

    def __init__(self, seconds: float, log_file: str) -> None:
        super().__init__(f"The engine was not ready after {seconds:.0f} s. Its own words are in {log_file}.")


class TrainingFailed(ServiceError):
    """Raised when training ends without a model."""

    def __init__(self, log_file: str) -> None:
        super().__init__(f"The model could not be trained. The trainer's own words are in {log_file}.")


class BaselineFailed(ServiceError):
    """Raised when stock Rasa cannot be run beside the product; says what to do."""


class PortTaken(ServiceError):
    """Raised when the chosen address is in use."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(f"{host}:{port} is used by another program. Choose another with ASSISTANT_PORT=…")


class KeysLost(ServiceError):
    """Raised instead of making new keys beside a database that was written with others."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} is missing, but the database holds values sealed with its keys. Put the file back from your "
            "backup. To begin anew without them, move the database away first."
        )


class CountyFileError(ServiceError):
    """Raised when a file of a county's figures cannot be read at all; what is wrong inside it is a finding."""


class NoSuchReceipt(ServiceError):
    """Raised when no case has a receipt number."""

    def __init__(self, receipt: str) -> None:
        super().__init__(f"No case has the receipt number {receipt!r}. It stands at the head of the case's page.")


class NoSuchAccount(ServiceError):
    """Raised when no active account of staff has a user name."""

    def __init__(self, username: str) -> None:
        super().__init__(f"Nobody of the staff signs in as {username!r}. `assistant staff add` makes an account.")
