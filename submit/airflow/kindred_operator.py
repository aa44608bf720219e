"""Runs a command of Kindred by spark-submit, as a task of Airflow 3."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from airflow.providers.apache.spark.hooks.spark_submit import SparkSubmitHook
from airflow.providers.apache.spark.operators.spark_submit import SparkSubmitOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

# What kindred ends with when a retry would end in the same way: usage and configuration, bad data.
HOPELESS = {64: "a mistake in the call or the configuration", 65: "bad data"}

# As submit/kindred does. Names of files are read by the locale; OpenMP's threads without a core of their own
# spin; glibc would give large buffers back to the kernel after every step.
ENVIRONMENT = {
    "LC_ALL": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "MALLOC_MMAP_THRESHOLD_": "34359738368",
    "MALLOC_TRIM_THRESHOLD_": "34359738368",
}


def spark_submit(spark_home: str) -> list[str]:
    """One Spark, whatever PATH and SPARK_HOME of the worker are: the provider brings the client of Spark 4."""
    environment = {"SPARK_HOME": spark_home, **ENVIRONMENT}
    return [
        # Airflow signals all of a task's process group, and kills it (-9) five seconds later: the driver would hear
        # SIGTERM twice and end without saving. In a session of its own it hears it once, from on_kill.
        "setsid",
        # Each of these becomes the next, and spark-submit the driver: a signal reaches it.
        "/usr/bin/env",
        *(f"{name}={value}" for name, value in environment.items()),
        f"{spark_home}/bin/spark-submit",
    ]


class KindredOperator(SparkSubmitOperator):
    """
    A command on the run of this DAG run's logical date.

    The same date means the same run id: what is done is left alone, what was begun goes on from its newest
    checkpoint. Statuses of kindred decide: 64 and 65 fail at once, anything else may be retried.

    :param command: ``prepare``, ``train``, ``evaluate``, ``publish`` or ``prune``
    :param spark_home: an installation of Spark 3.5 on the worker (templated); the provider's own is 4
    """

    template_fields: Sequence[str] = (*SparkSubmitOperator.template_fields, "spark_home")

    def __init__(self, *, command: str, spark_home: str, **kwargs: Any) -> None:
        super().__init__(java_class="dev.kindred.cli.Kindred", **kwargs)
        self.command = command
        self.spark_home = spark_home

    def execute(self, context: Any) -> None:
        params = dict(context["params"])
        self.application_args = arguments(self.command, params, run_id(params["name"], context))
        self.name = f"kindred {self.command}"
        settings = {"spark.driver.memory": "2g", **(self.conf or {}), **params["spark_conf"]}
        # Which settings were asked for, and are not those of spark-defaults.conf: they win over --config.
        settings["spark.kindred.given"] = ",".join(sorted({"spark.master", *settings}))
        self.conf = settings
        try:
            super().execute(context)
        except AirflowException as failure:
            status = self._status()
            if status in HOPELESS:
                raise AirflowFailException(
                    f"kindred {self.command} ended with status {status}: {HOPELESS[status]}, see its last lines above"
                ) from failure
            raise

    def _get_hook(self) -> SparkSubmitHook:
        if not os.access(f"{self.spark_home}/bin/spark-submit", os.X_OK):
            raise AirflowFailException(
                f"{self.spark_home} has no bin/spark-submit; set the Variable kindred_spark_home to a Spark 3.5"
            )
        hook = super()._get_hook()
        if hook._connection["deploy_mode"] == "cluster":
            raise AirflowFailException(
                f"the connection {self._conn_id} has deploy-mode cluster, from which no status comes back;"
                " set it to client"
            )
        hook._get_spark_binary_path = lambda: spark_submit(self.spark_home)
        return hook

    def _driver(self) -> Any:
        return getattr(self._hook, "_submit_sp", None)

    def _status(self) -> int | None:
        driver = self._driver()
        return None if driver is None else driver.poll()

    def on_kill(self) -> None:
        """Lets the driver save; it ends within ten seconds. The provider would kill it (-9)."""
        driver = self._driver()
        if driver is not None and driver.poll() is None:
            driver.terminate()


def run_id(name: str, context: Any) -> str:
    """One for each logical date; for each DAG run where there is none (triggered without a date)."""
    run = context["dag_run"]
    date = run.logical_date
    part = date.strftime("%Y%m%dT%H%M%S") if date else re.sub(r"[^A-Za-z0-9.-]", "-", run.run_id)
    return f"{name}-{part}"[:100]


def arguments(command: str, params: dict[str, Any], run: str) -> list[str]:
    """What comes after the jar."""
    folder = f"{params['runs'].rstrip('/')}/{run}"
    if command == "publish":
        if not params["publish_to"]:
            raise AirflowSkipException("publish_to is empty: nothing is published")
        margin = str(params["margin"])
        return [
            command,
            "--run",
            folder,
            "--to",
            params["publish_to"],
            "--metric",
            params["metric"],
            "--margin",
            margin,
            *configuration(params),
        ]
    if command == "prune":
        if not params["keep"]:
            raise AirflowSkipException("keep is empty: every run stays")
        return [command, "--runs", params["runs"], "--keep", str(params["keep"]), *configuration(params)]
    words = [command, "--run-id", run, *configuration(params)]
    if params["data"]:
        words += ["--set", f"data.path={params['data']}"]
    return [*words, "--set", f"run.path={folder}"]


def configuration(params: dict[str, Any]) -> list[str]:
    """Every command reaches the same file systems by it."""
    words = ["--config", params["config"]] if params["config"] else []
    for setting in params["set"]:
        words += ["--set", setting]
    return words
