"""Run by `converter` in a process of its own: argument 1 (any plan file that MPXJ reads) to argument 2 (MSPDI).

    python -I mpxj_job.py INPUT OUTPUT HEAP_MB CPU_SECONDS MAX_BYTES

It imports nothing of ours: the interpreter that has `mpxj` may be another one. Exit code 3: the file cannot be read.
"""

import resource
import sys

UNREADABLE = 3


def main(source: str, target: str, heap_mb: str, seconds: str, max_bytes: str) -> int:
    """Convert one file, within limits of processor time and of what is written.

    The heap is limited by the JVM itself: it reserves far more addresses than it uses.
    """
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(max_bytes), int(max_bytes)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import jpype  # type: ignore[import-untyped]  # optional, and in another interpreter
    import mpxj  # type: ignore[import-untyped]  # noqa: F401 - puts its jars on the class path

    jpype.startJVM(f"-Xmx{int(heap_mb)}m", "-Djava.awt.headless=true", "-XX:+UseSerialGC", convertStrings=True)
    reader = jpype.JClass("org.mpxj.reader.UniversalProjectReader")()
    try:
        project = reader.read(source)
    except jpype.JException:
        return UNREADABLE
    if project is None:
        return UNREADABLE
    jpype.JClass("org.mpxj.mspdi.MSPDIWriter")().write(project, target)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
