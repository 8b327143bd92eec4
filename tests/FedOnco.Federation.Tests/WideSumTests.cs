using FedOnco.Analyses.Reduction;
using FedOnco.Coordinator.Agents;
using FedOnco.Coordinator.Runs;
using FedOnco.Coordinator.State;
using FedOnco.Federation.Tests.Hostile;
using FedOnco.Privacy.SecureSums;
using FedOnco.Privacy.Tests.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FedOnco.Federation.Tests;

/// <summary>Sums of many chunks in both rings, between sites on their own connections and the coordinator's own parts.</summary>
public sealed class WideSumTests
{
    private static readonly string[] Sites = ["m0", "m1", "m2"];

    [Theory]
    [InlineData(Ring.Bits128, 300_000, 2)]
    [InlineData(Ring.Bits64, 700_000, 2)]
    // More chunks than wait anywhere: a site that was away gets its recorded totals at its own pace.
    [InlineData(Ring.Bits64, 140_000, 50)]
    public async Task SumAndRecall_ManyChunks_AreExactAtEveryParty(Ring ring, int length, int sums)
    {
        await using var federation = await TestFederation.StartAsync(new Dictionary<string, string> { ["s0"] = "id,x\n1,2\n2,3\n" }, members: Sites);
        var peers = new List<HostilePeer>();
        foreach (var site in Sites) peers.Add(await HostilePeer.ConnectAsync(federation, site));
        var (open, binding) = Contract(federation);
        var records = Sites.Select(_ => new InMemoryTallyRecord()).ToArray();
        var first = await RunAsync(federation, peers, open, binding, records, ring, length, sums, recorded: 0);
        var chunks = federation.Sent.Where(m => m.Message.Tally is not null).Select(m => m.Message).ToList();
        Assert.All(chunks, m => Assert.InRange(m.CalculateSize(), 1, 1 << 20));
        Assert.Equal(Sites.Length * sums * (int)Math.Ceiling(length * (ring == Ring.Bits128 ? 16.0 : 8.0) / ((1 << 20) - 1024)), chunks.Count);

        // Again under other keys: nothing is asked, every total is recalled.
        federation.Sent.Clear();
        var again = await RunAsync(federation, peers, open, binding with { Run = [.. binding.Run.Reverse()] }, records, ring, length, sums, recorded: (ulong)sums);
        Assert.DoesNotContain(federation.Sent, m => m.Message.Tally is not null);
        Assert.Equal(first, again);
        foreach (var peer in peers) await peer.DisposeAsync();
    }

    /// <summary>The hash of every party's totals, after each was held against the exact sum.</summary>
    private static async Task<byte[]> RunAsync(TestFederation federation, List<HostilePeer> peers, OpenContract open, RunBinding binding, InMemoryTallyRecord[] records, Ring ring, int length, int sums, ulong recorded)
    {
        SiteSession[] sessions = [.. Sites.Select((s, i) => new SiteSession(s, binding, federation.MemberOf(s).Identity, records[i], SitePast.None with { Totals = records[i].Totals }))];
        var hellos = new Hellos { Run = ByteString.CopyFrom(binding.Run), Hellos_ = { sessions.Select(s => s.CreateHello()) } };
        PeerShares[] shares = [.. sessions.Select(s => s.AcceptHellos(hellos.Clone()))];
        for (var i = 0; i < Sites.Length; i++) sessions[i].AcceptShares(new PeerShares { Run = hellos.Run, Shares = { shares.SelectMany(s => s.Shares).Where(s => s.To == Sites[i]) } });
        using var live = new LiveRun(new Run { Progress = { Sites.Select(s => new SiteProgress { Site = s }) } });
        var connected = federation.App.Services.GetRequiredService<ConnectedSites>();
        var patience = TimeSpan.FromMinutes(2);
        var inbox = new RunInbox(Sites, patience, TimeProvider.System, CancellationToken.None);
        connected.Open(hellos.Run, inbox.TakeAsync);
        var transcript = new Transcript(binding.ContractHash, Hashes.Roster(binding.Roster), binding.HistoryHash);
        var central = new CentralFederation(binding.Run, open, recorded, inbox, new Downlink(Sites, connected, patience, TimeProvider.System, CancellationToken.None), federation.App.Services.GetRequiredService<RecordedTotals>(), transcript, live);
        var playing = Enumerable.Range(0, Sites.Length).Select(i => Task.Run(() => PlayAsync(new PeerFederation(sessions[i], s => s, s => (s.Layout, Values(((WideStep)s).Number, i, length)), m => peers[i].SendAsync(m), () => peers[i].NextAsync(m => m.Total)), ring, length, sums))).Append(Task.Run(() => PlayAsync(central, ring, length, sums)));
        await Task.WhenAll(playing);
        connected.Close(hellos.Run);
        Assert.All(sessions, s => Assert.True(s.TranscriptHash.SequenceEqual(transcript.Hash)));
        foreach (var session in sessions) session.Dispose();
        return transcript.Hash.ToArray();
    }

    private static async Task PlayAsync(IFederation federation, Ring ring, int length, int sums)
    {
        for (var number = 0; number < sums; number++)
        {
            var total = await federation.SumAsync(new WideStep(ring, length, number), CancellationToken.None);
            double[][] parts = [.. Sites.Select((_, i) => Values(number, i, length))];
            for (var j = 0; j < length; j++)
                if (total.Values[j] != parts[0][j] + parts[1][j] + parts[2][j]) Assert.Fail($"element {j} of sum {number}");
        }
    }

    /// <summary>Multiples of 2^-20, so that doubles add them exactly; another number in every place, sum and site.</summary>
    private static double[] Values(int number, int site, int length)
    {
        var values = new double[length];
        for (var j = 0; j < length; j++) values[j] = ((((j * 2_654_435_761L) + (number * 97) + (site * 31)) % (1 << 23)) - (1 << 22)) * Math.ScaleB(1, -20);
        return values;
    }

    private static (OpenContract Open, RunBinding Binding) Contract(TestFederation federation)
    {
        var roster = ContractBuilder.Members(federation.Store, Sites);
        var contract = new Contract { Study = "wide", Sites = { Sites }, RosterHash = ByteString.CopyFrom(Hashes.Roster(roster)), HistoryHash = ByteString.CopyFrom(new byte[32]) };
        var open = new OpenContract(new RunOffer { Contract = contract.ToByteString() }, contract, new Dataset(), roster);
        return (open, new RunBinding([.. Enumerable.Range(0, 16).Select(i => (byte)i)], open.Hash, Hashes.Question(contract), roster, new byte[32], Sites));
    }
}
