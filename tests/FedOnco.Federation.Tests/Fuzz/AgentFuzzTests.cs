using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Runs;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Fuzz;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests.Fuzz;

/// <summary>Anything that a coordinator can say to an agent, at any moment of a run: the agent goes on, and answers the next honest question.</summary>
public sealed class AgentFuzzTests
{
    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 2).ToDictionary(
        s => $"s{s}",
        s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1}\n")));

    [Fact]
    public async Task Messages_OfAnyKindAndContent_EndNoAgent()
    {
        await using var federation = await TestFederation.StartAsync(Data, options: new RunOptions { SiteWait = TimeSpan.FromMinutes(1) });
        var sites = federation.App.Services.GetRequiredService<ConnectedSites>();
        var random = new Random(FuzzLength.Seed);
        for (var round = 0; round < FuzzLength.Of(12); round++)
        {
            using var coordinator = new HostileCoordinator(federation, $"lm(y ~ x, data = d, subset = x > -{round + 1})");
            var hellos = await coordinator.SetUpAsync();
            // Of these keys: what the agent takes for the run that it has just opened.
            var messages = new RandomMessages(random, ["s0", "s1", "trials", "d"], [coordinator.Run, coordinator.Run, coordinator.Run, ByteString.CopyFrom(coordinator.Bytes), hellos.Hellos_[0].ContractHash, hellos.Hellos_[0].EphemeralKey]);
            for (var i = 0; i < 40; i++)
            {
                var message = (FromCoordinator)messages.Of(FromCoordinator.Descriptor);
                // A welcome changes whom the agent sums with: later.
                if (message.Welcome is null) sites.TrySend("s0", message);
            }
        }

        var greetings = new RandomMessages(random, ["s0", "s1"], []);
        for (var i = 0; i < 40; i++)
        {
            var welcome = (Welcome)greetings.Of(Welcome.Descriptor);
            // Another protocol would be the end of the connection, by name.
            welcome.ProtocolVersion = 1;
            sites.TrySend("s0", new FromCoordinator { Welcome = welcome });
        }

        sites.TrySend("s0", new FromCoordinator { Welcome = new Welcome { ProtocolVersion = 1, Roster = federation.Store.Roster() } });

        using var client = federation.Client();
        Assert.Empty((await client.RunAsync("", "count(data = d, subset = x > -1000)", cancellationToken: TestContext.Current.CancellationToken)).Problems);
    }
}
