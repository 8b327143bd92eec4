using FedOnco.Coordinator.Agents;
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
        await using var federation = await TestFederation.StartAsync(Data);
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
                // Another protocol is the end of the connection, and by name.
                if (message.Welcome is { } welcome && i % 20 > 0) welcome.ProtocolVersion = 1;
                sites.TrySend("s0", message);
            }
        }

        using var client = federation.Client();
        Run run;
        do run = await client.RunAsync("", $"count(data = d, subset = x > -{random.Next(1000)})", cancellationToken: TestContext.Current.CancellationToken);
        while (run.Problems.Any(p => p.Reason is ErrorReason.SiteLost));
        Assert.Equal(RunState.Completed, run.State);
    }
}
