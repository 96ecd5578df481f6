"""Answers as records, frames, files and warehouse tables. Each needs its extra when it is used, not before."""
