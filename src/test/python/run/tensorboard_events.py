#!/usr/bin/env python3
"""TensorBoard's own writer and reader.

    python tensorboard_events.py write ../../resources/run/events.golden   # what TensorBoardLogTest expects
    python tensorboard_events.py read RUN/tensorboard                      # tag, step and value of every point
"""
import pathlib
import sys

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

TIME = 1767225600.5
POINTS = [
    (0, [("pretrained/recall_at_1", 0.495), ("pretrained/map_at_r", float("nan"))]),
    (128, [("train/loss", 0.728), ("round/seconds", 3.25)]),
    (1 << 40, [("trained/recall_at_1", 0.618)]),
]


def write(path):
    with open(path, "wb") as f:
        writer = RecordWriter(f)
        writer.write(Event(wall_time=TIME, file_version="brain.Event:2").SerializeToString())
        for step, values in POINTS:
            summary = Summary(value=[Summary.Value(tag=t, simple_value=v) for t, v in values])
            event = Event(wall_time=TIME, step=step, summary=summary)
            writer.write(event.SerializeToString())
        writer.close()


def read(folder):
    events = EventAccumulator(str(folder), size_guidance={"tensors": 0, "scalars": 0})
    events.Reload()
    for tag in sorted(events.Tags()["tensors"]):
        for e in events.Tensors(tag):
            print(tag, e.step, float(e.tensor_proto.float_val[0] if e.tensor_proto.float_val else 0))
    for tag in sorted(events.Tags()["scalars"]):
        for e in events.Scalars(tag):
            print(tag, e.step, e.value)


if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](pathlib.Path(sys.argv[2]))
