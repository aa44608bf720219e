"""
Trains, measures and publishes once a night: prepare, train, evaluate, publish, prune.

Copy or link this file and kindred_operator.py into the folder of DAGs, then

    airflow connections add spark_default --conn-type spark --conn-host yarn
    airflow variables set kindred_spark_home /opt/spark-3.5
    airflow variables set kindred_jar /opt/kindred/lib/kindred-cluster.jar

docs/scheduling.md says more. A second DAG is another `with DAG(...)` with other defaults of its parameters.
"""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Param
from kindred_operator import KindredOperator

PARAMS = {
    "name": Param(
        "nightly",
        type="string",
        pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        description="Begins the run's id; the date follows.",
    ),
    "config": Param("", type="string", description="Configuration file on the workers, as in conf/."),
    "data": Param("", type="string", description="Folder or list of the data set; empty: the file says it."),
    "runs": Param(
        "hdfs:///kindred/runs",
        type="string",
        minLength=1,
        description="Folder whose children are runs, on any file system of the cluster.",
    ),
    "set": Param(
        [],
        type="array",
        items={
            "type": "string",
            "pattern": "^[A-Za-z][^=]*=",
            "not": {"pattern": "^(kindred[.])?run[.](id|path)="},
        },
        description="Keys of the configuration, such as train.seed=1.",
    ),
    "spark_conf": Param(
        {},
        type="object",
        propertyNames={"pattern": "^spark[.]"},
        additionalProperties={"type": "string"},
        description="Settings of Spark. No secrets: everybody who sees this DAG sees them.",
    ),
    "publish_to": Param(
        "", type="string", description="Folder of published models; empty: nothing is published."
    ),
    "metric": Param(
        "validation.recall_at_1",
        type="string",
        minLength=1,
        description="In which a model has to be better to be published.",
    ),
    "margin": Param(0.0, type="number", minimum=0, exclusiveMaximum=1, description="By more than which."),
    "keep": Param(
        None, type=["null", "integer"], minimum=1, description="Runs that stay, the newest; empty: all."
    ),
}

with DAG(
    dag_id="kindred_nightly",
    description="Deep metric learning: prepare, train, evaluate, publish",
    doc_md=__doc__,
    schedule="0 22 * * *",
    start_date=pendulum.datetime(2026, 1, 1, tz="UTC"),
    catchup=False,
    # The cluster is trained on by one run at a time.
    max_active_runs=1,
    params=PARAMS,
    render_template_as_native_obj=False,
    # How long between them is Airflow's core.default_task_retry_delay. 75 (somebody else works in the run, or
    # stopped with a checkpoint) and 70 are retried; 64 and 65 are not.
    default_args={
        "retries": 3,
        "conn_id": "spark_default",
        "spark_home": "{{ var.value.get('kindred_spark_home', '/opt/spark') }}",
        "application": "{{ var.value.get('kindred_jar', '/opt/kindred/lib/kindred-cluster.jar') }}",
    },
    tags=["kindred"],
):
    prepare = KindredOperator(task_id="prepare", command="prepare")
    train = KindredOperator(task_id="train", command="train")
    evaluate = KindredOperator(task_id="evaluate", command="evaluate")
    publish = KindredOperator(task_id="publish", command="publish")
    # Also where nothing is to be published, but never after a failure: that could take the last good run.
    prune = KindredOperator(task_id="prune", command="prune", trigger_rule="none_failed")
    prepare >> train >> evaluate >> publish >> prune
