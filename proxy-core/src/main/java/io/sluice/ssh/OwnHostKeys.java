package io.sluice.ssh;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The keys by which the proxy vouches for its clients at backends (`ProxySFTPHostKey`).
///
/// Files are read once, at start-up, when pass phrases can be asked for: in the forms of PEM, PKCS#8 and OpenSSH, and
/// encrypted ones with three tries. Agents are asked each time for the keys that they hold. What cannot be used is
/// logged and left out. Safe for use from any thread.
public final class OwnHostKeys {
    private final List<SigningKey> held;
    private final List<Path> agents;

    private OwnHostKeys(List<SigningKey> held, List<Path> agents) {
        this.held = List.copyOf(held);
        this.agents = List.copyOf(agents);
    }

    /// Reads the keys of a virtual host.
    ///
    /// @param phrases tells pass phrases, if there is somebody who can
    /// @param log gets a line for each file that cannot be used
    public static OwnHostKeys load(List<OwnKeySource> sources, Optional<PhraseProgram> phrases, Consumer<String> log) {
        var held = new ArrayList<SigningKey>();
        var agents = new ArrayList<Path>();
        for (OwnKeySource source : sources) {
            switch (source) {
                case OwnKeySource.Agent(var socket) -> agents.add(socket);
                case OwnKeySource.File(var path) -> {
                    try {
                        PrivateKeys.read(path, file -> phrase(phrases, file))
                                .forEach(pair -> held.add(new HeldKey(pair)));
                    } catch (IOException e) {
                        log.accept("error loading hostkey '" + path + "', skipping key: " + e.getMessage());
                    }
                }
            }
        }
        return new OwnHostKeys(held, agents);
    }

    /// Whether there are none, as far as the configuration tells.
    public boolean isEmpty() {
        return held.isEmpty() && agents.isEmpty();
    }

    /// The keys in the order in which they are to be tried; those of other types than these, such as the certificates
    /// and tokens that an agent may hold, are left out. This may wait for agents, for each a few seconds at most.
    ///
    /// @param log gets a line for each agent that does not answer
    public List<SigningKey> all(Consumer<String> log) {
        var all = new ArrayList<>(held);
        for (Path agent : agents) {
            try {
                all.addAll(AgentKey.of(agent));
            } catch (IOException e) {
                log.accept("error loading hostkeys from SSH agent at '" + agent + "': " + e.getMessage());
            }
        }
        all.removeIf(key -> !key.isUsual());
        all.sort(SigningKey.PREFERENCE);
        return List.copyOf(all);
    }

    private static String phrase(Optional<PhraseProgram> program, Path file) throws IOException {
        return program.orElseThrow(
                        () -> new IOException("it is encrypted, and there is no ProxySFTPPassPhraseProvider"))
                .phrase(file);
    }
}
