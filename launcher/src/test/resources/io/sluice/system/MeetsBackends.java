import io.sluice.cache.CacheProvider;
import io.sluice.cache.CacheSettings;
import io.sluice.cache.Option;
import io.sluice.datastore.SharedDatastore;
import io.sluice.datastore.SharedSpace;
import io.sluice.ssh.HostKey;
import io.sluice.ssh.KnownHosts;
import io.sluice.ssh.VerifyServer;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/// One gateway, as far as it meets backends: each line of its input is what a backend shows, `url algorithm blob
/// verify`, and each line of its output what came of that. What is logged stands before that, behind `# `.
public class MeetsBackends {
    public static void main(String[] arguments) throws Exception {
        Consumer<String> log = line -> System.out.println("# " + line);
        var provider = ServiceLoader.load(CacheProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(each -> each.name().equals("redis"))
                .findFirst()
                .orElseThrow();
        var settings = CacheSettings.of(CacheSettings.Use.STATE).watchedBy(_ -> {});
        for (Option<?> option : provider.options()) {
            if (option.name().equals("RedisServer")) {
                settings = with(settings, option, arguments[0]);
            }
        }
        try (var store = provider.open(settings)) {
            var hosts = new KnownHosts(new SharedDatastore(new SharedSpace(store, arguments[1])), log);
            for (var line = IO.readln(); line != null; line = IO.readln()) {
                var words = line.split(" ");
                var expectation = hosts.of(new KnownHosts.Server(1, words[0]), VerifyServer.valueOf(words[3]), log);
                System.out.println(expectation.decide(new HostKey(words[1], words[2])));
            }
        }
    }

    private static <T> CacheSettings with(CacheSettings settings, Option<T> option, String word) throws Exception {
        return settings.with(option, option.parser().parse(List.of(word), _ -> {}));
    }
}
