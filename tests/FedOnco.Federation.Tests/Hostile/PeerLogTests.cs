using FedOnco.Privacy.Audit;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Federation.Tests.Hostile;

/// <summary>The head of a site's log in its hello: real, and remembered by its peers.</summary>
public sealed class PeerLogTests
{
    private static Dictionary<string, string> Data(int sites) => Enumerable.Range(0, sites).ToDictionary(
        s => $"s{s}",
        s => "id,x\n" + string.Concat(Enumerable.Range(0, 40).Select(i => $"{(40 * s) + i},{i}\n")));

    [Fact]
    public async Task Peer_ShorterOrOtherLogThanSeenBefore_IsNamed()
    {
        await using var federation = await TestFederation.StartAsync(Data(2), members: ["s2"]);
        Assert.Empty((await RunAsync(federation, 1, 100, 1)).Problems);
        await AssertRolledBackAsync(federation, 2, 100, 2);
        await AssertRolledBackAsync(federation, 3, 99, 1);
        Assert.Empty((await RunAsync(federation, 4, 101, 2)).Problems);
        await AssertRolledBackAsync(federation, 5, 100, 1);
    }

    [Fact]
    public async Task Hello_Head_IsThatOfTheLogOnDisk()
    {
        await using var federation = await TestFederation.StartAsync(Data(2));
        using var client = federation.Client();
        for (var k = 1; k <= 3; k++)
        {
            federation.Sent.Clear();
            await client.RunAsync("", $"count(data = d, subset = x < {k})", cancellationToken: TestContext.Current.CancellationToken);
            foreach (var hello in federation.Sent.Where(m => m.Message.Hello is not null).Select(m => m.Message.Hello))
            {
                var tree = new MerkleTree();
                foreach (var line in File.ReadLines(Path.Combine(federation.HomeOf(hello.Site), "state", "audit.log")).Take((int)hello.AuditSize)) tree.Append(MerkleTree.Leaf(System.Text.Encoding.UTF8.GetBytes(line)));
                Assert.Equal(hello.AuditSize, tree.Size);
                Assert.True(tree.Size >= (ulong)k);
                Assert.Equal(hello.AuditRoot, ByteString.CopyFrom(tree.Root));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Agent_StateRestoredFromABackup_IsNamedByItsPeers(int runsBetween)
    {
        await using var federation = await TestFederation.StartAsync(Data(3));
        using var client = federation.Client();
        var call = 0;
        Task<Run> AskAsync() => client.RunAsync("", $"count(data = d, subset = x < {30 - call++})", cancellationToken: TestContext.Current.CancellationToken);
        Assert.Empty((await AskAsync()).Problems);
        await federation.StopAgentAsync("s1");
        string state = Path.Combine(federation.HomeOf("s1"), "state"), backup = state + ".backup";
        Copy(state, backup);
        await federation.StartAgainAsync("s1");
        for (var i = 0; i < runsBetween; i++) Assert.Empty((await AskAsync()).Problems);
        await federation.StopAgentAsync("s1");
        Directory.Delete(state, recursive: true);
        Copy(backup, state);
        await federation.StartAgainAsync("s1");
        federation.Sent.Clear();
        var run = await AskAsync();
        Assert.Equal((RunState.Failed, ErrorReason.LedgerRolledBack), (run.State, run.Problems[0].Reason));
        Assert.Contains("The log of s1", run.Problems[0].Message, StringComparison.Ordinal);
        Assert.DoesNotContain(federation.Sent, m => m.Message.Tally is not null);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    private static async Task AssertRolledBackAsync(TestFederation federation, int call, ulong size, byte root)
    {
        var run = await RunAsync(federation, call, size, root);
        Assert.Equal((RunState.Failed, ErrorReason.LedgerRolledBack), (run.State, run.Problems[0].Reason));
        Assert.Contains("The log of s2", run.Problems[0].Message, StringComparison.Ordinal);
    }

    private static async Task<Run> RunAsync(TestFederation federation, int call, ulong size, byte root)
    {
        await using var peer = await HostilePeer.ConnectAsync(federation, "s2");
        using var client = federation.Client();
        var running = client.RunAsync("", $"count(data = d, subset = x < {call})", cancellationToken: TestContext.Current.CancellationToken);
        var playing = peer.PlayAsync(m => [m], change: hello =>
        {
            hello.AuditSize = size;
            hello.AuditRoot = ByteString.CopyFrom([.. Enumerable.Repeat(root, 32)]);
        });
        var run = await running;
        await peer.StopAsync(playing);
        return run;
    }
}
