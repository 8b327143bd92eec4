using FedOnco.Analyses.DataForms;
using FedOnco.Analyses.PostFit;
using FedOnco.Coordinator.State;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Coordinator.Runs;

/// <summary>Runs made of others: a call on fits, and a call whose forms need an answer first. They ask no site themselves.</summary>
internal sealed class ComposedRuns(RunRegistry runs, Store store)
{
    /// <summary>A call on fits: its own fits are runs like any other, the rest is arithmetic here.</summary>
    public Run SubmitPostFit(Run run, StudyRecord study, ParsedCall parsed, PostFit call)
    {
        run.Canonical = CallLanguage.Print(call);
        foreach (var fit in call.Fits)
        {
            if (fit.KindCase == FitReference.KindOneofCase.Question) run.Problems.AddRange(runs.Checks.Problems(parsed, fit.Question, study));
            else if (FindNamed(run, fit.Name) is null) run.Problems.Add(new Problem { Reason = ErrorReason.WrongArgument, Message = $"There is no fit called {fit.Name}. Name one with {fit.Name} <- lm(..), or write the call itself." });
        }

        return AnswerFromOthers(run, live => AnswerPostFitAsync(live, study, call));
    }

    /// <summary>resolve = TRUE: the calls that the forms need, then the call with constants, are runs like any other.</summary>
    public Run SubmitResolved(Run run, StudyRecord study, ParsedCall parsed, Question question)
    {
        run.Canonical = CallLanguage.Print(question);
        run.Problems.AddRange(runs.Checks.Problems(parsed, ResolvedQuestion.With(question, _ => null), study));
        return AnswerFromOthers(run, live => AnswerResolvedAsync(live, study, question));
    }

    private Run AnswerFromOthers(Run run, Func<LiveRun, Task> answer) => run.Problems.Count > 0 ? runs.End(run, RunState.Invalid, null) : runs.Begin(run, answer);

    private async Task AnswerResolvedAsync(LiveRun live, StudyRecord study, Question question)
    {
        var person = live.Snapshot.Person;
        var answers = new Dictionary<string, Result?>(StringComparer.Ordinal);
        foreach (var form in ResolvedQuestion.FormsOf(question))
        {
            if (form.Call(question.Set?.Name ?? question.Data) is not { } needed) continue;
            if (await CompleteAsync(live, study, needed, person).ConfigureAwait(false) is not { } earlier) return;
            answers[form.Text] = earlier.Result;
        }

        var forms = ResolvedQuestion.FormsOf(question).Select(f => (f.Text, f.Explicit(answers.GetValueOrDefault(f.Text)).ToText())).ToList();
        var resolved = ResolvedQuestion.With(question, f => answers.GetValueOrDefault(f.Text));
        if (await CompleteAsync(live, study, CallLanguage.Print(resolved), person).ConfigureAwait(false) is not { } last) return;
        live.Update(r => r.SitesAsked.AddRange(last.SitesAsked));
        runs.Close(live, null, r =>
        {
            r.State = RunState.Completed;
            r.Question = last.Question;
            r.Result = ResolvedQuestion.Rename(last.Result, forms);
            r.Provenance = last.Provenance;
            r.SitesContributed.AddRange(last.SitesContributed);
        });
    }

    /// <summary>A run that this one needs; null where it ended otherwise, and this one with it.</summary>
    private async Task<Run?> CompleteAsync(LiveRun live, StudyRecord study, string call, string person)
    {
        var run = await FinishAsync(runs.Submit(study, call, person), live.Cancelled).ConfigureAwait(false);
        if (run.State == RunState.Completed) return run;
        runs.CloseWith(live, run.State, run.Problems.FirstOrDefault() ?? new Problem { Reason = ErrorReason.Internal, Message = "A run that this one needs ended without a reason." });
        return null;
    }

    /// <summary>The newest completed run that a person has given a name; null where there is none.</summary>
    public Run? FindNamed(Run run, string name) => name.Length == 0 ? null : store.NewestRun(run.Study, r => r.Name == name && r.Person == run.Person && r.State == RunState.Completed);

    private async Task AnswerPostFitAsync(LiveRun live, StudyRecord study, PostFit call)
    {
        var run = live.Snapshot;
        var fits = new List<Run>();
        foreach (var reference in call.Fits)
        {
            // Named fits were found at submission and are never deleted.
            var fit = reference.KindCase == FitReference.KindOneofCase.Name ? FindNamed(run, reference.Name)! : await CompleteAsync(live, study, CallLanguage.Print(reference.Question), run.Person).ConfigureAwait(false);
            if (fit is null) return;
            fits.Add(fit);
        }

        var result = PostFitCalls.Answer(call, [.. fits.Select(f => f.Result.Fit)], f => study.Dictionary.Datasets.First(d => d.Name == f.Question.Data));
        result.Notes.Add($"from the fit{(fits.Count > 1 ? "s" : "")} of run {string.Join(" and ", fits.Select(f => f.Id))}: no further sum");
        live.Update(r => r.SitesAsked.AddRange(fits[0].SitesAsked));
        runs.Close(live, null, r =>
        {
            r.State = RunState.Completed;
            r.Result = result;
            r.Provenance = fits[0].Provenance;
            r.SitesContributed.AddRange(fits[0].SitesContributed);
        });
    }

    private async Task<Run> FinishAsync(Run run, CancellationToken cancellationToken)
    {
        if (runs.FindLive(run.Id) is { } live)
        {
            await foreach (var state in live.Watch().ReadAllAsync(cancellationToken).ConfigureAwait(false)) run = state;
        }

        return runs.Find(run.Id) ?? run;
    }
}
