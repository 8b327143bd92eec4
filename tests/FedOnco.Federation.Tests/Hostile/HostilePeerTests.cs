using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>A site that lies over its own connection, under an honest coordinator and beside honest agents.</summary>
public sealed class HostilePeerTests(HostilePeerFixture fixture) : IClassFixture<HostilePeerFixture>
{
    private static int _calls;

    private readonly TestFederation _federation = fixture.Federation;

    [Fact]
    public async Task Peer_Honest_GivesTheAnswer()
    {
        var run = await RunWithAsync(m => [m]);
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([1.0, 2.0], run.Result.Tidy.Columns[1].Numbers.Values.Select(v => Math.Round(v, 10)));
    }

    [Fact]
    public async Task Peer_Floods_ChangesNothing()
    {
        var run = await RunWithAsync(m => Enumerable.Repeat(m, 500).Append(new FromAgent { Tally = new TallyChunk { Run = ByteString.CopyFrom(new byte[16]), Elements = ByteString.CopyFrom(new byte[1 << 16]) } }));
        Assert.Equal(RunState.Completed, run.State);
        Assert.Equal([1.0, 2.0], run.Result.Tidy.Columns[1].Numbers.Values.Select(v => Math.Round(v, 10)));
    }

    [Theory]
    [InlineData(FromAgent.MessageOneofCase.Hello)]
    [InlineData(FromAgent.MessageOneofCase.Shares)]
    [InlineData(FromAgent.MessageOneofCase.Tally)]
    [InlineData(FromAgent.MessageOneofCase.End)]
    public async Task Peer_Silent_IsNamedAtTheDeadline(FromAgent.MessageOneofCase kind)
    {
        var run = await RunWithAsync(m => m.MessageCase == kind ? [] : [m]);
        Assert.Equal((RunState.Failed, ErrorReason.SiteLost), (run.State, run.Problems[0].Reason));
        Assert.StartsWith("s2 did not answer", run.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_FloodsWithoutEndInPlaceOfItsTally_IsNamedAtTheDeadline()
    {
        // What brings nothing new does not move the deadline.
        var run = await RunWithAsync(m => m.Tally is null ? [m] : Enumerable.Repeat(new FromAgent { End = new RunEnd { Run = m.Tally.Run, Site = "s2" } }, int.MaxValue));
        Assert.Equal((RunState.Failed, ErrorReason.SiteLost), (run.State, run.Problems[0].Reason));
        Assert.StartsWith("s2 did not answer", run.Problems[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_BeyondItsBoundUnderAValidStamp_IsUnverified()
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s2");
        using var client = _federation.Client();
        var running = client.RunAsync("", Call(), cancellationToken: TestContext.Current.CancellationToken);
        var playing = peer.PlayAsync(m => [m], tally: step =>
        {
            var layout = step.Layout.Clone();
            foreach (var block in layout.Blocks) block.Bound *= 16;
            return (layout, [.. layout.Blocks.SelectMany((b, i) => Enumerable.Range(0, (int)b.Length).Select(j => i == 0 && j == 0 ? b.Bound / 2 : 0.0))]);
        });
        var run = await running;
        Assert.Equal((RunState.Failed, ErrorReason.TotalUnverified), (run.State, run.Problems[0].Reason));
        await peer.StopAsync(playing);
    }

    public static TheoryData<string, ErrorReason[], bool> Lies() => new()
    {
        { "key off the curve", [ErrorReason.PeerFault], true },
        { "key of a peer", [ErrorReason.PeerFault, ErrorReason.SetupForged], false },
        { "another share", [ErrorReason.PeerFault], true },
        { "unequal shares", [ErrorReason.PeerFault], true },
        { "another roster", [ErrorReason.RosterMismatch], true },
        { "another history", [ErrorReason.HistoryDiffers], true },
        { "another past", [ErrorReason.HistoryDiffers], true },
        { "hello of another", [ErrorReason.Protocol], true },
        { "unsigned", [ErrorReason.SetupForged], true },
        { "share changed", [ErrorReason.SetupForged], false },
        { "tally shorter", [ErrorReason.Protocol], true },
        { "tally longer", [ErrorReason.Protocol], true },
        { "tally changed", [ErrorReason.TotalUnverified], false },
        { "stamp changed", [ErrorReason.TotalUnverified], false },
        { "stamp outside its field", [ErrorReason.Protocol], true },
        { "another step", [ErrorReason.StepMismatch], true },
        { "end changed", [ErrorReason.StepMismatch], true },
        { "end unsigned", [ErrorReason.PeerFault, ErrorReason.SetupForged, ErrorReason.TotalUnverified, ErrorReason.Protocol, ErrorReason.StepMismatch], false },
    };

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task Peer_Lies_EndsTheRunByName(string how, ErrorReason[] reasons, bool named)
    {
        var run = await RunWithAsync(m => [Lie(how, m)], how == "another share", how == "unequal shares" ? "s1" : null);
        Assert.Equal(RunState.Failed, run.State);
        Assert.Contains(run.Problems[0].Reason, reasons);
        if (named) Assert.Contains("s2", run.Problems[0].Message, StringComparison.Ordinal);
        Assert.Null(run.Result);
    }

    private async Task<Run> RunWithAsync(Func<FromAgent, IEnumerable<FromAgent>> distort, bool otherShare = false, string? unequalFor = null)
    {
        await using var peer = await HostilePeer.ConnectAsync(_federation, "s2");
        using var client = _federation.Client();
        var running = client.RunAsync("", Call(), cancellationToken: TestContext.Current.CancellationToken);
        var playing = peer.PlayAsync(distort, otherShare: otherShare, unequalFor: unequalFor);
        var run = await running;
        await peer.StopAsync(playing);
        return run;
    }

    /// <summary>A question that was not asked before.</summary>
    private static string Call() => $"lm(y ~ x, data = d, subset = x > -{Interlocked.Increment(ref _calls)})";

    private FromAgent Lie(string how, FromAgent honest)
    {
        var message = honest.Clone();
        if (message.Hello is { } hello && LieInHello(how, hello)) return message;
        switch (how)
        {
            case "share changed" when message.Shares is { } shares: shares.Shares[0].Sealed = Flipped(shares.Shares[0].Sealed); break;
            case "tally shorter" when message.Tally is { } tally: tally.Elements = tally.Elements.Length > 16 ? ByteString.CopyFrom(tally.Elements.Span[16..]) : ByteString.Empty; break;
            case "tally longer" when message.Tally is { } tally: tally.Elements = ByteString.CopyFrom([.. tally.Elements, .. new byte[16]]); break;
            case "tally changed" when message.Tally is { } tally: tally.Elements = Flipped(tally.Elements); break;
            case "stamp changed" when message.Tally is { Last: true } tally: tally.Stamp = Flipped(tally.Stamp); break;
            case "stamp outside its field" when message.Tally is { Last: true } tally: tally.Stamp = ByteString.CopyFrom(Enumerable.Repeat((byte)255, 16).ToArray()); break;
            case "another step" when message.Tally is { } tally: tally.StepHash = Flipped(tally.StepHash); break;
            case "end changed" when message.End is { } end: end.LastHash = Flipped(end.LastHash); break;
            case "end unsigned" when message.End is { } end: end.Signature = Flipped(end.Signature); break;
        }

        return message;
    }

    /// <summary>Lies about what it signs, with its own valid signature, but for those that are about the signature.</summary>
    private bool LieInHello(string how, SiteHello hello)
    {
        switch (how)
        {
            case "key off the curve": hello.EphemeralKey = Flipped(hello.EphemeralKey, hello.EphemeralKey.Length - 1); break;
            case "key of a peer":
                SpinWait.SpinUntil(() => _federation.Sent.Any(m => m.Message.Hello is not null && m.Site != "s2" && m.Message.Hello.Run.Equals(hello.Run)), TimeSpan.FromSeconds(10));
                hello.EphemeralKey = _federation.Sent.First(m => m.Message.Hello is not null && m.Site != "s2" && m.Message.Hello.Run.Equals(hello.Run)).Message.Hello.EphemeralKey;
                break;
            case "another roster": hello.RosterHash = Flipped(hello.RosterHash); break;
            case "another history": hello.HistoryHash = Flipped(hello.HistoryHash); break;
            case "another past": hello.TranscriptHash = Flipped(hello.TranscriptHash); break;
            case "hello of another": hello.Site = "s1"; break;
            case "unsigned":
                hello.Signature = Flipped(hello.Signature);
                return true;
            default: return false;
        }

        hello.Signature = ByteString.CopyFrom(_federation.MemberOf("s2").Identity.Sign(HelloBytes.Signed(hello)));
        return true;
    }

    private static ByteString Flipped(ByteString bytes, int at = 0)
    {
        var copy = bytes.ToByteArray();
        copy[at] ^= 1;
        return ByteString.CopyFrom(copy);
    }
}
