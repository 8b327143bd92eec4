using System.Threading.Channels;
using FedOnco.Agent.Audit;
using FedOnco.Agent.Data.Engines;
using FedOnco.Agent.Data.Rows;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Analyses.Descriptive.AnalysisSets;
using FedOnco.Analyses.Disclosure;
using FedOnco.Analyses.Expressions;
using FedOnco.Analyses.Learning;
using FedOnco.Analyses.Preflight;
using FedOnco.Analyses.Reduction;
using FedOnco.Privacy.SecureSums;
using FedOnco.Protos;
using Google.Protobuf;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace FedOnco.Agent.Runs;

/// <summary>One run at this site, from offer to end: gate, set-up, the program of the analysis.</summary>
internal sealed partial class SiteRunner(string site, ContractGate gate, ApprovalDesk desk, AgentState state, RunDiary diary, ChannelWriter<FromAgent> outgoing, ILogger log) : IDisposable
{
    // Chunks wait in the stream, not here.
    private const int MostWaiting = 4;

    private readonly Channel<FromCoordinator> _inbox = Channel.CreateBounded<FromCoordinator>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _closed = new();

    // As they were when the run was offered: a peer's hello may be older than the one it sent in a run that overtook this one.
    private readonly IReadOnlyDictionary<string, AuditHead> _peerHeads = state.PeerHeads.All;

    /// <summary>Completes when there is room; a message that comes after the end is dropped.</summary>
    public async ValueTask TakeAsync(FromCoordinator message)
    {
        if (message.Closed is not null)
        {
            Close();
            return;
        }

        try
        {
            await _inbox.Writer.WriteAsync(message, _closed.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The run ended while its messages waited.
        }
    }

    public void Close() => _closed.Cancel();

    public void Dispose() => _closed.Dispose();

    public void Refuse(ByteString run, FedOncoException fault) =>
        outgoing.TryWrite(new FromAgent { Refusal = new RunRefusal { Run = run, Problem = new Problem { Reason = fault.Reason, Message = fault.Message } } });

    /// <returns>Why it ended; unspecified where it ended in an answer.</returns>
    public async Task<ErrorReason> RunAsync(RunOffer offer)
    {
        try
        {
            return await AnswerAsync(offer).ConfigureAwait(false);
        }
        catch (FedOncoException fault)
        {
            LogEnded(log, fault.Reason);
            Refuse(offer.Run, fault);
            return fault.Reason;
        }
        catch (OperationCanceledException) when (_closed.IsCancellationRequested)
        {
            // The coordinator closed the run, or the connection went.
            return ErrorReason.Cancelled;
        }
        catch (Exception full) when (full is SqliteException or IOException or UnauthorizedAccessException)
        {
            // What must be on disk before bytes leave was not: nothing was sent for it.
            LogEnded(log, ErrorReason.StateUnwritable);
            Refuse(offer.Run, new FedOncoException(ErrorReason.StateUnwritable, $"{site} cannot write its state: its disk is full, read-only or held by another process. Its IT runs `fedonco-agent doctor`; then try again."));
            return ErrorReason.StateUnwritable;
        }
        catch (Exception defect)
        {
            // The message of a defect may quote data: only its type is logged, and nothing of it leaves.
            LogDefect(log, defect.GetType().Name, defect.TargetSite?.Name);
            Refuse(offer.Run, new FedOncoException(ErrorReason.Internal, $"{site} met a defect in this analysis. Its log names the place; please report it."));
            return ErrorReason.Internal;
        }
    }

    private async Task<ErrorReason> AnswerAsync(RunOffer offer)
    {
        var contract = Parse(offer);
        var admission = Admit(offer, contract);
        var rows = new DatasetRows(admission.Held, state.Rows, site, state.LocalKey.ToArray());
        using var source = admission.Held.Open(admission.Context, _closed.Token, rows);
        var run = CohortSelection.Select(admission.Context, site, source);
        Approve(offer, admission, run);
        var binding = Binding(offer, contract);
        Remember(offer, admission, rows, source);
        diary.Admitted(offer.Contract, contract);
        using var session = new SiteSession(site, binding, state.Identity, state, new SitePast(state.Totals(binding.ContractHash), state.Audit.Head, _peerHeads));
        await SendAsync(new FromAgent { Hello = session.CreateHello() }).ConfigureAwait(false);
        var hellos = await NextAsync(m => m.Hellos).ConfigureAwait(false);
        await SendAsync(new FromAgent { Shares = session.AcceptHellos(hellos) }).ConfigureAwait(false);
        state.PeerHeads.Record(hellos.Hellos_.Where(h => h.Site != site).Select(h => (h.Site, new AuditHead(h.AuditSize, h.AuditRoot.ToByteArray()))));
        session.AcceptShares(await NextAsync(m => m.Shares).ConfigureAwait(false));
        var verdict = await SumAsync(admission, run, session, offer.Contract).ConfigureAwait(false);
        if (verdict == ErrorReason.Unspecified) await SendAsync(new FromAgent { End = session.CreateEnd() }).ConfigureAwait(false);
        return verdict;
    }

    /// <summary>The program, to its end or to a verdict that every party reaches; unspecified where it ended in an answer.</summary>
    private async Task<ErrorReason> SumAsync(Admission admission, SiteRun run, SiteSession session, ByteString contract)
    {
        var (context, analysis) = (admission.Context, admission.Analysis);
        var isAnswering = false;
        Tally Sum(Step step)
        {
            var tally = QuestionProgram.Sum(analysis, context, step, run);
            if (!isAnswering && !QuestionProgram.IsVerdict(step)) Mark(admission, CohortState.Answered);
            isAnswering |= !QuestionProgram.IsVerdict(step);
            return tally;
        }

        var federation = new SiteFederation(session, Sum, SendAsync, () => NextAsync(m => m.Total), step => diary.Sent(contract, session.Index, step), OwnRefusal);
        try
        {
            var totals = await QuestionProgram.RunAsync(analysis, context, federation, _closed.Token).ConfigureAwait(false);
            if (admission.Contract.Question.Analysis.AnalysisSet is not null) state.Ledger.AddSet(admission.Contract.Study, admission.Contract.Question.Data, AnalysisSetQuestion.Define(context));
            if (totals is ITrainedModel trained) state.Models.Add(admission.Contract.Study, session.TranscriptHash, trained.Model);
            diary.Ended(contract, "answered");
            return ErrorReason.Unspecified;
        }
        catch (FedOncoException verdict) when (federation.IsIdle)
        {
            // Derived from verified totals: every party reaches the same verdict, and the coordinator tells it.
            if (!isAnswering) Mark(admission, CohortState.Refused);
            if (verdict.Reason == ErrorReason.Disclosure) state.Approvals.CountRefusal(admission.Contract.Study);
            diary.Ended(contract, verdict.Reason.WireName());
            LogEnded(log, verdict.Reason);
            return verdict.Reason;
        }
    }

    /// <summary>What this site's own data forbid: the coordinator learns that, and no more.</summary>
    private FedOncoException OwnRefusal(ErrorReason reason)
    {
        LogOwnRule(log, reason);
        return new FedOncoException(ErrorReason.Disclosure, $"{site} refuses this call: a rule on its own data does not hold. Its log names the rule.");
    }

    private Admission Admit(RunOffer offer, Contract contract)
    {
        try
        {
            return gate.Admit(contract, offer.History);
        }
        catch (FedOncoException fault)
        {
            diary.Refused(offer.Contract, contract, fault.Reason);
            throw;
        }
    }

    private void Approve(RunOffer offer, Admission admission, SiteRun run)
    {
        state.Approvals.TakeDecisions(diary.Decided);
        try
        {
            desk.RequireApproval(admission, run);
        }
        catch (FedOncoException fault)
        {
            diary.Refused(offer.Contract, admission.Contract, fault.Reason);
            throw;
        }
    }

    /// <summary>Durable before anything leaves: this contract's cohorts, and those of others that came with it.</summary>
    private void Remember(RunOffer offer, Admission admission, DatasetRows rows, RunSource source)
    {
        if (!admission.Context.IsGuarded) return;
        var contract = admission.Contract;
        var cohorts = EarlierCohort.Recall(admission.Context).Concat(QuestionCohorts.Of(admission.Context).Zip(History.Of(contract, admission.Held.Dataset), (c, entry) => new EarlierCohort(c.Cohort, entry))).ToList();
        // Their rows first: a cohort of the ledger whose rows are lost in a refresh would end the study.
        rows.Keep(cohorts, source);
        state.Ledger.Admit(Hashes.Contract(offer.Contract.Span), contract.Study, contract.Question.Data, cohorts.Select(e => (e.Hash, e.Entry)));
        if (contract.Question.Set is not { } set) return;
        state.Ledger.AddSet(contract.Study, contract.Question.Data, set);
        if (ContractGate.IsModel(AnalysisVersions.Of(contract.Question))) state.Ledger.AddModel(contract.Study, contract.Question.Data, Hashes.Set(set), Hashes.Answer(contract));
    }

    /// <summary>Durable before the first number of the answer leaves.</summary>
    private void Mark(Admission admission, CohortState outcome)
    {
        if (!admission.Context.IsGuarded) return;
        var contract = admission.Contract;
        state.Ledger.Mark(contract.Study, contract.Question.Data, History.Of(contract, admission.Held.Dataset), outcome);
    }

    private static Contract Parse(RunOffer offer)
    {
        try
        {
            var contract = Contract.Parser.ParseFrom(offer.Contract);
            ContractForm.Require(offer, contract);
            return contract;
        }
        catch (InvalidProtocolBufferException)
        {
            throw new FedOncoException(ErrorReason.Protocol, "The contract cannot be read. Check that coordinator and agent have the same version.");
        }
    }

    private RunBinding Binding(RunOffer offer, Contract contract)
    {
        var approved = state.Roster.Approved;
        var members = new Roster();
        members.Entries.AddRange(approved.Entries.Where(e => contract.Sites.Contains(e.Site)));
        if (contract.Sites.FirstOrDefault(s => approved.Entries.All(e => e.Site != s)) is { } stranger)
            throw new FedOncoException(ErrorReason.RosterMismatch, $"{site} has not approved {stranger} in its roster. Its IT compares fingerprints (`fedonco-agent roster show`) and approves (`fedonco-agent roster approve HASH`).");
        if (!Hashes.Roster(members).AsSpan().SequenceEqual(contract.RosterHash.Span))
            throw new FedOncoException(ErrorReason.RosterMismatch, $"{site} approved other identity keys than the contract names. Compare `fedonco-agent roster show` at the centres.");
        return new RunBinding(offer.Run.ToByteArray(), Hashes.Contract(offer.Contract.Span), Hashes.Question(contract), members, contract.HistoryHash.ToByteArray(), contract.Sites);
    }

    private async Task SendAsync(FromAgent message) => await outgoing.WriteAsync(message, _closed.Token).ConfigureAwait(false);

    /// <summary>The next message of a kind; others are late or foreign and dropped.</summary>
    private async Task<T> NextAsync<T>(Func<FromCoordinator, T?> pick)
        where T : class
    {
        while (true)
        {
            var message = await _inbox.Reader.ReadAsync(_closed.Token).ConfigureAwait(false);
            if (pick(message) is { } wanted) return wanted;
        }
    }
}
