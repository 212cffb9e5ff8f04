"""What is counted, for GET /metrics. Gauges are read when somebody looks."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY = CollectorRegistry()

ACCEPTED = Counter("nurie_jobs_accepted", "Jobs stored durably.", ["platform"], registry=REGISTRY)
REFUSED = Counter("nurie_asks_refused", "Asks answered with what to mend.", ["code"], registry=REGISTRY)
ENDED = Counter("nurie_jobs_ended", "Jobs that ended.", ["state"], registry=REGISTRY)
DELIVERED = Counter("nurie_deliveries", "Tries to tell a chat how its job ended.", ["outcome"], registry=REGISTRY)
ACCEPT_SECONDS = Histogram(
    "nurie_accept_seconds",
    "From an ask to its durable job.",
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 3.0),
    registry=REGISTRY,
)
JOB_SECONDS = Histogram(
    "nurie_job_seconds", "From an ask to its result.", buckets=(1, 2, 5, 10, 30, 60, 300, 1800), registry=REGISTRY
)
WAITING = Gauge("nurie_jobs_waiting", "Jobs not handed to the engine yet.", registry=REGISTRY)
INSIDE = Gauge("nurie_jobs_inside", "Jobs that the engine has.", registry=REGISTRY)
DEPTH = Gauge("nurie_queue_depth", "Tasks that no worker has taken yet.", registry=REGISTRY)
WORKERS = Gauge("nurie_workers_alive", "Worker processes of this service.", registry=REGISTRY)
