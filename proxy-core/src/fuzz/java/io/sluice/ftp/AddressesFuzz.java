package io.sluice.ftp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.sluice.fuzz.Check;
import io.sluice.fuzz.Seeds;
import io.sluice.fuzz.Target;
import java.net.Inet4Address;
import java.util.List;
import java.util.Optional;

/// The arguments and replies that carry an address, a host or a path: one that is found is written so that it is found
/// again.
public final class AddressesFuzz implements Target {
    @Override
    public void read(byte[] bytes) {
        var text = new String(bytes, ISO_8859_1).replace('\r', ' ').replace('\n', ' ');

        DataAddress.ofPassive(text).ifPresent(AddressesFuzz::passive);
        DataAddress.ofPort(text).ifPresent(found -> {
            Check.that(found.port() != 0 && !found.address().isAnyLocalAddress(), "no address of PORT");
            Check.same(DataAddress.ofPort(found.portArgument()), Optional.of(found), "PORT");
        });
        if (ExtendedPort.of(text) instanceof ExtendedPort.Accepted(var _, var data)) {
            var again = ExtendedPort.of(data.extendedPortArgument());
            Check.that(again instanceof ExtendedPort.Accepted(var _, var same) && same.equals(data), "EPRT");
        }
        ExtendedPassive.of(text)
                .ifPresent(found -> Check.same(
                        ExtendedPassive.of(ExtendedPassive.reply(found.port())).map(ExtendedPassive::port),
                        Optional.of(found.port()),
                        "229"));
        ExtendedPassive.Request.of(Command.of("EPSV", text));
        HostArgument.of(text);
        QuotedPath.of(text)
                .ifPresent(path -> Check.same(QuotedPath.of(QuotedPath.quote(path)), Optional.of(path), "257"));
    }

    private static void passive(DataAddress found) {
        Check.that(found.address() instanceof Inet4Address, "227 is of IPv4");
        Check.same(DataAddress.ofPassive(found.passiveReply()), Optional.of(found), "227");
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.of(
                "227 Entering Passive Mode (192,0,2,7,195,80).",
                "192,0,2,7,195,80",
                "|1|192.0.2.7|50000|",
                "|2|2001:db8::7|50000|",
                "229 Entering Extended Passive Mode (|||50000|)",
                "ALL",
                "ftp.example.com",
                "[2001:db8::7]",
                "257 \"/a \"\"quoted\"\" name\" is current directory");
    }
}
