package io.sluice.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.zip.CRC32C;

/// The values that a PROXY header of version 2 carries beside the addresses, as far as Sluice knows them: type in one
/// byte, length in two, value. Others are skipped when read.
///
/// @param alpn the protocol spoken: `ftp`, `ftps`, `ssh2`, `sftp`, `scp`
/// @param authority the host the client asked for, by `HOST` or in its TLS hello
/// @param uniqueId one char is one byte
/// @param awsEndpoint the VPC endpoint that AWS received the connection at
/// @param azureLink the number of the private endpoint link that Azure received the connection at
public record ProxyTlvs(
        Optional<String> alpn,
        Optional<String> authority,
        Optional<Tls> tls,
        Optional<String> uniqueId,
        Optional<String> awsEndpoint,
        OptionalLong azureLink) {
    public static final ProxyTlvs NONE = new ProxyTlvs(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty());

    private static final int ALPN = 0x01;
    private static final int AUTHORITY = 0x02;
    private static final int CHECKSUM = 0x03;
    private static final int UNIQUE_ID = 0x05;
    private static final int TLS = 0x20;
    private static final int AWS = 0xEA;
    private static final int AWS_ENDPOINT = 0x01;
    private static final int AZURE = 0xEE;
    private static final int AZURE_LINK = 0x01;

    /// How the client's connection is secured.
    ///
    /// @param used the connection is over TLS
    /// @param certificate the client has shown a certificate on this connection
    /// @param verified a certificate was shown and is good
    /// @param version the protocol, such as `TLSv1.3`
    /// @param commonName of the client's certificate
    public record Tls(
            boolean used,
            boolean certificate,
            boolean verified,
            Optional<String> version,
            Optional<String> commonName,
            Optional<String> cipher,
            Optional<String> signatureAlgorithm,
            Optional<String> keyAlgorithm) {
        /// A connection without TLS.
        public static final Tls NONE = new Tls(
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        private static final int USED = 0x01;
        private static final int CERTIFICATE = 0x02;
        private static final int CERTIFICATE_EARLIER = 0x04;
        private static final int HEAD = 5;
        private static final int VERSION = 0x21;
        private static final int COMMON_NAME = 0x22;
        private static final int CIPHER = 0x23;
        private static final int SIGNATURE_ALGORITHM = 0x24;
        private static final int KEY_ALGORITHM = 0x25;

        private byte[] bytes() {
            var out = new ByteArrayOutputStream();
            out.write((used ? USED : 0) | (certificate ? CERTIFICATE : 0));
            out.writeBytes(ByteBuffer.allocate(4)
                    .putInt(certificate && verified ? 0 : 1)
                    .array());
            version.ifPresent(text -> Tlv.put(out, VERSION, text.getBytes(UTF_8)));
            commonName.ifPresent(text -> Tlv.put(out, COMMON_NAME, text.getBytes(UTF_8)));
            cipher.ifPresent(text -> Tlv.put(out, CIPHER, text.getBytes(UTF_8)));
            signatureAlgorithm.ifPresent(text -> Tlv.put(out, SIGNATURE_ALGORITHM, text.getBytes(UTF_8)));
            keyAlgorithm.ifPresent(text -> Tlv.put(out, KEY_ALGORITHM, text.getBytes(UTF_8)));
            return out.toByteArray();
        }

        private static Tls read(ByteBuffer value) throws BadProxyHeader {
            if (value.remaining() < HEAD) {
                throw new BadProxyHeader(new BadProxyHeader.TlvCut(TLS));
            }
            int flags = value.get();
            boolean good = value.getInt() == 0;
            boolean certificate = (flags & (CERTIFICATE | CERTIFICATE_EARLIER)) != 0;
            var found = new Tls(
                    (flags & USED) != 0,
                    certificate,
                    certificate && good,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            while (value.hasRemaining()) {
                var next = Tlv.next(value);
                found = found.with(next.type(), Optional.of(next.text(UTF_8)));
            }
            return found;
        }

        private Tls with(int type, Optional<String> text) {
            return new Tls(
                    used,
                    certificate,
                    verified,
                    type == VERSION ? text : version,
                    type == COMMON_NAME ? text : commonName,
                    type == CIPHER ? text : cipher,
                    type == SIGNATURE_ALGORITHM ? text : signatureAlgorithm,
                    type == KEY_ALGORITHM ? text : keyAlgorithm);
        }
    }

    public static ProxyTlvs ofAlpn(String protocol) {
        return new ProxyTlvs(
                Optional.of(protocol),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty());
    }

    public ProxyTlvs withAuthority(String host) {
        return new ProxyTlvs(alpn, Optional.of(host), tls, uniqueId, awsEndpoint, azureLink);
    }

    public ProxyTlvs withTls(Tls how) {
        return new ProxyTlvs(alpn, authority, Optional.of(how), uniqueId, awsEndpoint, azureLink);
    }

    public ProxyTlvs withUniqueId(String id) {
        return new ProxyTlvs(alpn, authority, tls, Optional.of(id), awsEndpoint, azureLink);
    }

    public ProxyTlvs withAwsEndpoint(String endpoint) {
        return new ProxyTlvs(alpn, authority, tls, uniqueId, Optional.of(endpoint), azureLink);
    }

    public ProxyTlvs withAzureLink(long link) {
        return new ProxyTlvs(alpn, authority, tls, uniqueId, awsEndpoint, OptionalLong.of(link));
    }

    /// These values, and those of the others where these have none.
    public ProxyTlvs orElse(ProxyTlvs others) {
        return new ProxyTlvs(
                alpn.or(others::alpn),
                authority.or(others::authority),
                tls.or(others::tls),
                uniqueId.or(others::uniqueId),
                awsEndpoint.or(others::awsEndpoint),
                azureLink.isPresent() ? azureLink : others.azureLink);
    }

    /// The values as they stand in a header, in the order of ALPN, authority, TLS, unique id, AWS, Azure.
    byte[] bytes() {
        var out = new ByteArrayOutputStream();
        alpn.ifPresent(text -> Tlv.put(out, ALPN, text.getBytes(UTF_8)));
        authority.ifPresent(text -> Tlv.put(out, AUTHORITY, text.getBytes(UTF_8)));
        tls.ifPresent(how -> Tlv.put(out, TLS, how.bytes()));
        uniqueId.ifPresent(id -> Tlv.put(out, UNIQUE_ID, id.getBytes(ISO_8859_1)));
        awsEndpoint.ifPresent(text -> Tlv.put(out, AWS, within(AWS_ENDPOINT, text.getBytes(UTF_8))));
        azureLink.ifPresent(link -> Tlv.put(out, AZURE, within(AZURE_LINK, littleEndian(link))));
        return out.toByteArray();
    }

    private static byte[] littleEndian(long link) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) link)
                .array();
    }

    private static byte[] within(int kind, byte[] value) {
        return ByteBuffer.allocate(1 + value.length).put((byte) kind).put(value).array();
    }

    /// The values between position and limit of a header that is there from its first byte on.
    static ProxyTlvs read(ByteBuffer header) throws BadProxyHeader {
        var found = NONE;
        while (header.hasRemaining()) {
            var next = Tlv.next(header);
            found = switch (next.type()) {
                case ALPN -> ofAlpn(next.text(UTF_8)).orElse(found);
                case AUTHORITY -> found.withAuthority(next.text(UTF_8));
                case TLS -> found.withTls(Tls.read(next.value()));
                case UNIQUE_ID -> found.withUniqueId(next.text(ISO_8859_1));
                case AWS ->
                    next.isOfKind(AWS_ENDPOINT)
                            ? found.withAwsEndpoint(next.withoutKind().text(UTF_8))
                            : found;
                case AZURE -> next.isOfKind(AZURE_LINK) ? found.withAzureLink(link(next.withoutKind())) : found;
                case CHECKSUM -> checked(found, header, next);
                default -> found;
            };
        }
        return found;
    }

    private static long link(Tlv tlv) throws BadProxyHeader {
        if (tlv.length() != 4) {
            throw new BadProxyHeader(new BadProxyHeader.TlvCut(AZURE));
        }
        return Integer.toUnsignedLong(tlv.value().order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    /// The checksum is that of all bytes of the header, its own taken as zero.
    private static ProxyTlvs checked(ProxyTlvs found, ByteBuffer header, Tlv checksum) throws BadProxyHeader {
        if (checksum.length() != 4) {
            throw new BadProxyHeader(new BadProxyHeader.TlvCut(CHECKSUM));
        }
        var sum = new CRC32C();
        sum.update(header.duplicate().limit(checksum.start()).position(0));
        sum.update(new byte[4]);
        sum.update(header.duplicate().position(checksum.start() + 4));
        if ((int) sum.getValue() != checksum.value().getInt()) {
            throw new BadProxyHeader(new BadProxyHeader.WrongChecksum());
        }
        return found;
    }
}
