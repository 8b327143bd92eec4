using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>Messages that hold anything at all, over real connections: a named end, and the next honest run is answered.</summary>
public sealed class WireFuzzTests
{
    private const int Seed = 20_260;

    private static readonly Dictionary<string, string> Data = Enumerable.Range(0, 2).ToDictionary(
        s => $"s{s}",
        s => "id,x,y\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{(40 * s) + i},{(2 * ((40 * s) + i)) + 1}\n")));

    [Fact]
    public async Task Agent_OffersOfAnyBytes_EndByNameAndTheNextRunIsAnswered()
    {
        await using var federation = await TestFederation.StartAsync(Data);
        var random = new Random(Seed);
        var greeted = 0;
        string[] calls = ["glm(y ~ x + I(x^2), data = d, subset = x > 3 & !is.na(y), family = poisson)", "survfit(Surv(x, I(y > 9)) ~ 1, data = d)", "table(~ cut(x, c(0, 10, 20)), data = d)"];
        for (var i = 0; i < 400; i++)
        {
            using var coordinator = new HostileCoordinator(federation, calls[i % calls.Length]);
            var bytes = Mutate(coordinator.Bytes, random);
            coordinator.Send("s0", new FromCoordinator { Offer = new RunOffer { Run = coordinator.Run, Contract = ByteString.CopyFrom(bytes), History = { coordinator.History.Select(e => e.ToByteString()) } } });
            var answer = await coordinator.NextAsync("s0");
            if (answer.Hello is not null) greeted++;
            else Assert.True(answer.Refusal is { Problem.Reason: not (ErrorReason.Internal or ErrorReason.Unspecified) }, $"{answer.Refusal?.Problem.Reason} on {Convert.ToHexString(bytes)}");
        }

        Assert.InRange(greeted, 0, 399);
        using var client = federation.Client();
        Assert.Empty((await client.RunAsync("", "count(data = d)", cancellationToken: TestContext.Current.CancellationToken)).Problems);
    }

    [Fact]
    public async Task Coordinator_MessagesOfAnyBytes_EndByNameAndTheNextRunIsAnswered()
    {
        await using var federation = await TestFederation.StartAsync(Data, members: ["s2"]);
        using var client = federation.Client();
        var random = new Random(Seed);
        for (var i = 0; i < 40; i++)
        {
            await using var peer = await HostilePeer.ConnectAsync(federation, "s2");
            var running = client.RunAsync("", $"count(data = d, subset = x >= -{i})", cancellationToken: TestContext.Current.CancellationToken);
            var kind = (FromAgent.MessageOneofCase)(3 + (i % 4));
            var playing = peer.PlayAsync(m => m.MessageCase == kind && Altered(m, random) is { } altered ? [altered, m] : [m]);
            var run = await running;
            Assert.True(run.State == RunState.Completed || run.Problems[0].Reason is not (ErrorReason.Internal or ErrorReason.Unspecified), $"{run.State} {run.Problems.FirstOrDefault()}");
            await peer.StopAsync(playing);
        }

        await using var honest = await HostilePeer.ConnectAsync(federation, "s2");
        var last = client.RunAsync("", "count(data = d, subset = x > -1000)", cancellationToken: TestContext.Current.CancellationToken);
        var playingLast = honest.PlayAsync(m => [m]);
        Assert.Empty((await last).Problems);
        await honest.StopAsync(playingLast);
    }

    /// <summary>A message of the same run with other bytes in it; null where it can no longer be read.</summary>
    private static FromAgent? Altered(FromAgent message, Random random)
    {
        try
        {
            return FromAgent.Parser.ParseFrom(Mutate(message.ToByteArray(), random));
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        var changed = bytes.ToList();
        for (var n = random.Next(1, 4); n > 0 && changed.Count > 0; n--)
        {
            var at = random.Next(changed.Count);
            switch (random.Next(4))
            {
                case 0: changed[at] = (byte)random.Next(256); break;
                case 1: changed[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: changed.RemoveRange(at, Math.Min(random.Next(1, 9), changed.Count - at)); break;
                default: changed.InsertRange(at, changed.Skip(random.Next(changed.Count)).Take(random.Next(1, 9)).ToList()); break;
            }
        }

        return [.. changed];
    }
}
