using System.CommandLine;
using System.Globalization;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.Commands;

/// <summary>`fedonco-agent approvals`: the calls that wait for this site's IT, also while the agent runs.</summary>
internal static class ApprovalsCommand
{
    public static Command Build(Option<string> home, TimeProvider clock)
    {
        var id = new Argument<string>("id") { Description = "The first characters of a question's id" };
        var list = new Command("list", "Questions and what was decided, newest first");
        list.SetAction((parsed, _) => With(parsed, home, approvals => List(approvals.All(clock.GetUtcNow()), parsed.InvocationConfiguration.Output)));
        var show = new Command("show", "One question: who is said to ask, the call, and what would leave") { id };
        show.SetAction((parsed, _) => With(parsed, home, approvals => Show(approvals.Find(parsed.GetRequiredValue(id), clock.GetUtcNow()), parsed.InvocationConfiguration.Output)));
        return new Command("approvals", "Calls that wait for a decision here") { list, show, Decide("approve", "Let the call run when it is asked again", true), Decide("refuse", "Turn the call away from now on", false) };

        Command Decide(string name, string description, bool approve)
        {
            var command = new Command(name, description) { id };
            command.SetAction((parsed, _) => With(parsed, home, approvals =>
            {
                var question = approvals.Decide(parsed.GetRequiredValue(id), approve, clock.GetUtcNow());
                parsed.InvocationConfiguration.Output.WriteLine($"{(approve ? "approved" : "refused")}: {question.Call} ({question.Person}, {question.Study})");
            }));
            return command;
        }
    }

    private static void List(IReadOnlyList<ApprovalQuestion> questions, TextWriter output)
    {
        if (questions.Count == 0) output.WriteLine("Nothing waits.");
        foreach (var q in questions) output.WriteLine($"{q.Id[..16]}  {q.State,-8}  {Time(q)}  {q.Study}  {q.Person}  {q.Call}");
    }

    private static void Show(ApprovalQuestion q, TextWriter output)
    {
        output.WriteLine($"id        {q.Id}");
        output.WriteLine($"state     {q.State}");
        output.WriteLine($"asked     {Time(q)}");
        output.WriteLine($"study     {q.Study}");
        output.WriteLine($"person    {q.Person} (as the coordinator says)");
        output.WriteLine($"call      {q.Call}");
        output.WriteLine($"cohort    {q.Patients} patients here (this number does not leave)");
        output.WriteLine($"leaves    first sum: {q.Elements} masked numbers of 16 bytes; later sums follow from the totals");
        output.WriteLine($"compared  with {q.Earlier} earlier cohorts");
    }

    private static string Time(ApprovalQuestion q) => q.Asked.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>Opens the decisions alone: the rest of the state belongs to the agent that may be running.</summary>
    private static Task<int> With(ParseResult parsed, Option<string> home, Action<Approvals> action) => AgentCommands.Guarded(() =>
    {
        var state = AgentHome.Open(parsed.GetRequiredValue(home)).State;
        if (!Directory.Exists(state)) throw new FedOncoException(ErrorReason.WrongFile, $"{state} is missing: the agent has not run yet.");
        using var approvals = new Approvals(state);
        action(approvals);
        return Task.FromResult(0);
    });
}
