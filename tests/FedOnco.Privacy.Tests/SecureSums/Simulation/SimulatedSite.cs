using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;

namespace FedOnco.Privacy.Tests.SecureSums.Simulation;

/// <summary>An agent's host in miniature: one session, a record that survives restarts, everything sent again until answered.</summary>
internal sealed class SimulatedSite(int index, SimulatedWorld world)
{
    private readonly InMemoryTallyRecord _record = new();
    private SiteSession? _session;
    private SiteStage _stage = SiteStage.Ended;
    private List<object> _outbox = [];
    private uint _attempt = 1;
    private int _run;
    private int _answered;
    private int _changed;
    private List<double[]> _totals = [];

    /// <summary>Where set, the data behind the sums that this site has answered change at its next restart.</summary>
    public bool DataChange { get; set; }

    public bool IsMute { get; set; }

    public ErrorReason? Failure { get; private set; }

    public bool IsDone { get; private set; }

    public void Receive(object message)
    {
        if (Failure is not null) return;
        try
        {
            Handle(message);
        }
        catch (FedOncoException fault)
        {
            Fail(fault.Reason);
            _outbox = [new Refusal(_run, fault.Reason)];
            Resend();
        }
    }

    public void Restart()
    {
        if (Failure is not null || IsDone) return;
        _session?.Dispose();
        _session = null;
        _stage = SiteStage.Ended;
        if (DataChange) _changed = _answered;
        _outbox = [new Reborn(_run)];
        Resend();
    }

    public void Resend()
    {
        if (IsMute) return;
        foreach (var message in _outbox) world.Send(index, SimulatedWorld.Coordinator, message);
    }

    private void Handle(object message)
    {
        switch (message)
        {
            case Offer offer when offer.Run > _run && !IsDone: Open(offer.Run); break;
            case Closed closed: if (closed.Reason is { } reason && !IsDone) Fail(reason); break;
            case Hellos hellos when _stage == SiteStage.Greeted && IsOwn(hellos.Run): Reply(SiteStage.Shared, _session!.AcceptHellos(hellos)); break;
            case PeerShares shares when _stage == SiteStage.Shared && IsOwn(shares.Run):
                _session!.AcceptShares(shares);
                _stage = SiteStage.Ready;
                Advance();
                break;
            case Ask ask when _stage == SiteStage.Ready && ask.Run == _run && ask.Index == _session!.Index + 1 && ask.Attempt >= _attempt:
                _attempt = ask.Attempt;
                Advance();
                break;
            case TotalChunk chunk when _stage == SiteStage.Ready:
                if (_session!.Accept(chunk) is { } total)
                {
                    world.CheckTotal(_totals.Count, total);
                    _totals.Add(total);
                    _attempt = 1;
                    Advance();
                }

                break;
        }
    }

    private void Open(int run)
    {
        _session?.Dispose();
        _run = run;
        _totals = [];
        _attempt = 1;
        _session = world.NewSession(index, run, _record);
        Reply(SiteStage.Greeted, _session.CreateHello());
    }

    private void Advance()
    {
        var session = _session!;
        var step = SimulatedProgram.StepHash(_totals);
        if (_totals.Count == world.Program.Sums)
        {
            IsDone = true;
            Reply(SiteStage.Ended, session.CreateEnd());
        }
        else if (session.Index < session.RecordedIndex)
        {
            session.Recall(step, world.Program.Layout);
            Reply(SiteStage.Ready, new Need(_run, session.Index + 1));
        }
        else
        {
            var tally = world.Program.Tally(index, _totals);
            if (_totals.Count < _changed) tally[index]++;
            var chunks = session.Mask(step, world.Program.Layout, tally, _attempt);
            _answered = Math.Max(_answered, _totals.Count + 1);
            Reply(SiteStage.Ready, [.. chunks]);
        }
    }

    private void Reply(SiteStage stage, params object[] messages)
    {
        _stage = stage;
        _outbox = [.. messages];
        Resend();
    }

    private bool IsOwn(Google.Protobuf.ByteString run) => run.Span.SequenceEqual(SimulatedWorld.RunId(_run));

    private void Fail(ErrorReason reason)
    {
        Failure = reason;
        _session?.Dispose();
        _outbox = [];
    }
}
