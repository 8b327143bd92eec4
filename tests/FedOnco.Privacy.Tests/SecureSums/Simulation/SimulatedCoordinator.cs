using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>A coordinator's host in miniature: stored totals survive its restarts, all else does not.</summary>
internal sealed class SimulatedCoordinator(SimulatedWorld world)
{
    private const int MostRuns = 40;

    private readonly Dictionary<ulong, byte[]> _stored = [];
    private readonly Dictionary<string, RunEnd> _ends = [];
    private readonly Dictionary<ulong, CoordinatorSum> _down = [];
    private int _run;
    private CoordinatorSetUp _setUp = new(Array.Empty<byte>(), []);
    private CoordinatorSum? _sum;
    private uint _attempt;
    private List<double[]> _totals = [];

    public bool IsClosed { get; private set; }

    public ErrorReason? Failure { get; private set; }

    /// <summary>Where set, the total of this sum goes to site 0 altered.</summary>
    public int? CorruptSum { get; set; }

    /// <summary>Opens a run under the contract, from what is stored: also what a restart does.</summary>
    public void OpenRun()
    {
        if (IsClosed) return;
        if (++_run > MostRuns)
        {
            Close(ErrorReason.SiteLost);
            return;
        }

        (_setUp, _sum, _totals) = (new CoordinatorSetUp(SimulatedWorld.RunId(_run), world.Sites), null, []);
        _down.Clear();
        _ends.Clear();
        Broadcast(new Offer(_run));
    }

    public void Receive(int from, object message)
    {
        if (IsClosed)
        {
            world.Send(SimulatedWorld.Coordinator, from, new Closed(Failure));
            return;
        }

        try
        {
            Handle(from, message);
        }
        catch (FedOncoException fault)
        {
            Close(fault.Reason);
        }
    }

    public void Resend()
    {
        if (IsClosed) Broadcast(new Closed(Failure));
        else if (_setUp.Hellos is null) Broadcast(new Offer(_run));
        else if (_setUp.Shares is null) Broadcast(_setUp.Hellos);
        else if (_sum is not null) AskAgain();
    }

    public void Close(ErrorReason? reason)
    {
        if (IsClosed) return;
        (IsClosed, Failure) = (true, reason);
        Broadcast(new Closed(reason));
    }

    private void Handle(int from, object message)
    {
        var site = world.Sites[from];
        switch (message)
        {
            case Reborn reborn when reborn.Run == _run: OpenRun(); break;
            case Refusal refusal: Close(refusal.Reason); break;
            case SiteHello hello:
                if (_setUp.Add(site, hello)) Broadcast(_setUp.Hellos!);
                else if (_setUp.Hellos is not null) world.Send(SimulatedWorld.Coordinator, from, _setUp.Hellos);
                break;
            case PeerShares shares:
                if (_setUp.Add(site, shares)) BeginSums();
                else if (_setUp.Shares is not null) world.Send(SimulatedWorld.Coordinator, from, _setUp.Shares[site]);
                break;
            case Need need when need.Run == _run: Down(from, need.Index); break;
            case TallyChunk chunk when chunk.Run.Span.SequenceEqual(SimulatedWorld.RunId(_run)) && _sum is not null:
                if (_down.ContainsKey(chunk.Index)) Down(from, chunk.Index);
                else if (_sum.Add(site, chunk)) Complete(chunk.Index);
                break;
            case RunEnd end when end.Run.Span.SequenceEqual(SimulatedWorld.RunId(_run)):
                _ends[site] = end;
                if (_ends.Count == world.Sites.Length) End();
                break;
        }
    }

    private void BeginSums()
    {
        foreach (var site in Enumerable.Range(0, world.Sites.Length)) world.Send(SimulatedWorld.Coordinator, site, _setUp.Shares![world.Sites[site]]);
        for (ulong i = 1; i <= _setUp.LeastIndex; i++)
        {
            var sum = CoordinatorSum.Recorded(SimulatedWorld.RunId(_run), i, SimulatedProgram.StepHash(_totals), world.Program.Layout, world.Sites, _stored[i]);
            _down[i] = sum;
            _totals.Add(sum.Decode());
        }

        _attempt = 1;
        NewSum();
    }

    private void NewSum() => _sum = new CoordinatorSum(SimulatedWorld.RunId(_run), (ulong)_totals.Count + 1, SimulatedProgram.StepHash(_totals), world.Program.Layout, world.Sites, _attempt);

    private void AskAgain()
    {
        if (_attempt < SiteSession.MostAttempts && _totals.Count < world.Program.Sums && world.Random.Chance(0.1))
        {
            _attempt++;
            NewSum();
        }

        Broadcast(new Ask(_run, (ulong)_totals.Count + 1, _attempt));
    }

    private void Complete(ulong index)
    {
        var sum = _sum!;
        world.CheckTotal((int)index - 1, sum.Decode());
        _stored[index] = sum.Total.ToArray();
        _down[index] = sum;
        _totals.Add(sum.Decode());
        _attempt = 1;
        if (_totals.Count < world.Program.Sums) NewSum();
        foreach (var site in Enumerable.Range(0, world.Sites.Length)) Down(site, index);
    }

    private void Down(int site, ulong index)
    {
        if (!_down.TryGetValue(index, out var sum)) return;
        foreach (var chunk in sum.Chunks())
        {
            var sent = chunk;
            if (site == 0 && CorruptSum == (int)index - 1)
            {
                var elements = chunk.Elements.ToByteArray();
                elements[0]++;
                sent = new TotalChunk(chunk) { Elements = ByteString.CopyFrom(elements) };
            }

            world.Send(SimulatedWorld.Coordinator, site, sent);
        }
    }

    private void End()
    {
        RunCertificate.Require(world.BindingOf(_run), [.. _ends.Values], world.SignatureCheck);
        Close(null);
    }

    private void Broadcast(object message)
    {
        for (var site = 0; site < world.Sites.Length; site++) world.Send(SimulatedWorld.Coordinator, site, message);
    }
}
