"""Traces sent to an OpenTelemetry collector; the only importer of `opentelemetry`, which is an extra."""

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

from bot.traces import Detail, Note

PATIENCE_S = 3.0  # for one batch: a collector that is away holds up no stop


class Collector:
    """Keeps spans and sends them in batches, from a thread of its own."""

    def __init__(self, endpoint: str, *, service: str = "afterglow") -> None:
        exporter = OTLPSpanExporter(endpoint=f"{endpoint.rstrip('/')}/v1/traces", timeout=PATIENCE_S)
        self._provider = TracerProvider(resource=_named(service))
        self._provider.add_span_processor(BatchSpanProcessor(exporter))
        self._tracer = self._provider.get_tracer("afterglow")

    @contextmanager
    def record(self, name: str) -> Iterator[Note]:
        """A span of this name; of an error only its kind is told, because its message may quote people."""
        with self._tracer.start_as_current_span(
            name, record_exception=False, set_status_on_exception=False
        ) as span:

            def note(**details: Detail) -> None:
                for key, value in details.items():
                    span.set_attribute(f"afterglow.{key}", value)

            try:
                yield note
            except BaseException as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    def close(self) -> None:
        """Send what is left; blocks for a moment."""
        self._provider.shutdown()


def _named(service: str) -> Resource:
    """What OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say; our own name where they say none."""
    told = Resource.create()
    is_unnamed = str(told.attributes.get(SERVICE_NAME, "")).startswith("unknown_service")
    return told.merge(Resource({SERVICE_NAME: service})) if is_unnamed else told
