"""Between hosts calls are mutual TLS: a client without a certificate of our authority is not heard."""

from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from notes_world import pb, pb_grpc

from inloop_kit.clock import SystemClock
from inloop_kit.errors import Unreachable


class Authority:
    def __init__(self, name: str):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.certificate = self._sign(self.name, self.key, x509.BasicConstraints(ca=True, path_length=None))

    def _sign(self, name, key, *extensions):
        now = SystemClock().now()
        made = x509.CertificateBuilder(
            issuer_name=self.name,
            subject_name=name,
            public_key=key.public_key(),
            serial_number=x509.random_serial_number(),
            not_valid_before=now - timedelta(hours=1),
            not_valid_after=now + timedelta(hours=1),
        )
        for extension in extensions:
            made = made.add_extension(extension, critical=False)
        return made.sign(self.key, hashes.SHA256())

    def issue(self, folder: Path) -> Path:
        folder.mkdir()
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        certificate = self._sign(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "host")]), key, names)
        (folder / "ca.crt").write_bytes(self.certificate.public_bytes(Encoding.PEM))
        (folder / "tls.crt").write_bytes(certificate.public_bytes(Encoding.PEM))
        (folder / "tls.key").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return folder


def test_only_hosts_of_our_authority_talk_to_each_other(new_world, tmp_path):
    ours = Authority("ours")
    world = new_world(tls_dir=ours.issue(tmp_path / "server"), deploy="production")
    client = world.upstream("gateway", tls_dir=ours.issue(tmp_path / "client"))
    stub = client.stub(pb_grpc.NoteServiceStub)
    assert client.call(stub.Greet, pb.GreetRequest(), caller=world.person(), deadline=30).account_id == world.account_id
    stranger = Authority("theirs").issue(tmp_path / "stranger")
    (stranger / "ca.crt").write_bytes((tmp_path / "server" / "ca.crt").read_bytes())
    for how in ({"tls_dir": stranger}, {}):
        refused = world.upstream("gateway", **how)
        stub = refused.stub(pb_grpc.NoteServiceStub)
        with pytest.raises(Unreachable):
            refused.call(stub.Greet, pb.GreetRequest(), caller=world.person(), deadline=3)
