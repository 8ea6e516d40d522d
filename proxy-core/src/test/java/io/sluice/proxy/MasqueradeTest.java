package io.sluice.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.config.DirectiveSet;
import io.sluice.log.LogFiles;
import io.sluice.log.Logging;
import io.sluice.log.ModuleLog;
import io.sluice.log.Origin;
import io.sluice.log.SystemLog;
import io.sluice.net.HostNames;
import io.sluice.net.Resolver;
import io.sluice.net.SourceAddress;
import io.sluice.session.peers.Stage;
import io.sluice.transfer.CopyingRelay;
import io.sluice.transfer.DataListeners;
import io.sluice.transfer.DataPlane;
import io.sluice.transfer.TlsBuffers;
import io.sluice.transfer.TransferDirectives;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `MasqueradeAddress`: the address told to clients in 227.
class MasqueradeTest {

    @ParameterizedTest
    @DisplayName("CONF-DIR-03 the address may be a number, a name or a device")
    @CsvSource({"192.0.2.7, '192,0,2,7,'", "localhost, '127,0,0,1,'", "lo, '127,0,0,1,'"})
    void isANumberANameOrADevice(String address, String numbers) {
        try (var stage = Stage.loggedIn("MasqueradeAddress " + address)) {
            stage.client().sends("PASV");
            stage.backend().expectsPasv();

            assertThat(stage.client().reads(227).text()).startsWith("Entering Passive Mode (" + numbers);
        }
    }

    @Test
    @DisplayName("CONF-DIR-04 a name that does not resolve at first is looked up again for later sessions")
    void isResolvedLate() throws Exception {
        var known = new AtomicBoolean();
        var resolver = new Resolver() {
            @Override
            public List<InetAddress> addresses(String name) throws UnknownHostException {
                if (!known.get()) {
                    throw new UnknownHostException(name);
                }
                return List.of(InetAddress.getByName("192.0.2.9"));
            }

            @Override
            public String name(InetAddress address) throws UnknownHostException {
                throw new UnknownHostException();
            }
        };
        try (var names = new HostNames(resolver, Duration.ofSeconds(5), Duration.ZERO, InstantSource.system())) {
            assertThat(host(names).masquerade()).isEmpty();

            known.set(true);

            assertThat(host(names).masquerade()).contains(InetAddress.getByName("192.0.2.9"));
        }
    }

    private static ProxyHost host(HostNames names) {
        var settings = ProxySettings.of(
                new DirectiveSet.Builder()
                        .put(TransferDirectives.MASQUERADE_ADDRESS, "ftp.example.com")
                        .build(),
                SourceAddress.CHOSEN_BY_SYSTEM);
        return new ProxyHost(
                settings,
                new DataPlane(new CopyingRelay(), new DataListeners(), new TlsBuffers()),
                names,
                List.of(),
                nobodysJournal());
    }

    private static Journal nobodysJournal() {
        var files = new LogFiles();
        var origin = Origin.ofThisProcess("0");
        var logging = new Logging(origin, files, SystemLog.onNothing(origin, files));
        return new Journal(ModuleLog.proxy(DirectiveSet.EMPTY, logging));
    }
}
