using System.Globalization;
using System.Text;
using FedOnco.Agent.Gate;
using FedOnco.Agent.State;
using FedOnco.Protos;

namespace FedOnco.Agent.LocalConsole;

/// <summary>What waits for this site's IT, and one question with everything that would leave.</summary>
internal static class ApprovalPages
{
    public static string List(IReadOnlyList<ApprovalQuestion> questions)
    {
        var waiting = questions.Where(q => q.State == "waiting").ToList();
        var decided = questions.Where(q => q.State != "waiting").ToList();
        var html = new StringBuilder();
        html.Append(waiting.Count == 0 ? "<p>Nothing waits.</p>" : $"<p>{waiting.Count} {(waiting.Count == 1 ? "call waits" : "calls wait")} for your decision. Nothing of {(waiting.Count == 1 ? "it" : "them")} has left this site.</p>{Table(waiting)}");
        if (decided.Count > 0) html.Append($"<h2>Decided</h2>{Table(decided)}");
        return html.ToString();
    }

    /// <param name="question">As it was asked.</param>
    /// <param name="asked">What policy, ledger and earlier decisions make of its call; null where that cannot be told any more.</param>
    /// <param name="formKey">Of this session.</param>
    public static string One(ApprovalQuestion question, ExplainedCall? asked, string formKey)
    {
        var html = new StringBuilder($"<pre>{Page.Text(question.Call)}</pre><dl>");
        Row(html, "State", Page.Text(question.State));
        Row(html, "Asked", Time(question.Asked));
        Row(html, "Study", Page.Text(question.Study));
        Row(html, "Person", $"{Page.Text(question.Person)} <span class=\"quiet\">(as the coordinator says)</span>");
        Row(html, "Patients here", $"{question.Patients} <span class=\"quiet\">(this number does not leave)</span>");
        Row(html, "Compared with", $"{question.Earlier} earlier cohorts");
        html.Append("</dl><h2>What would leave</h2>");
        html.Append($"<p>First {question.Elements} masked numbers of 16 bytes ({Bytes(question.Elements)}): alone they are noise, only the sum over all centres can be read. Then the sums of the analysis, each derived from verified totals. No row leaves.</p>");
        if (asked is not null) Explain(html, asked);
        if (question.State == "waiting") html.Append(Form(question, formKey));
        return html.Append("<p><a href=\"/\">All approvals</a></p>").ToString();
    }

    public static string Time(DateTimeOffset time) => $"<time datetime=\"{time:yyyy-MM-dd'T'HH:mm:ss'Z'}\">{time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)}</time>";

    private static void Explain(StringBuilder html, ExplainedCall asked)
    {
        var explained = asked.Explanation;
        if (explained.Leaves.Count > 0) html.Append($"<p>Parts of the first sum and their numbers: {Page.Text(string.Join(", ", explained.Leaves))}; and two numbers for each earlier cohort.</p>");
        html.Append($"<h2>Rules that the totals must meet</h2>{Lines(explained.Rules)}");
        if (asked.Standing is { } standing) Remember(html, standing);
        if (asked.Refusals.Count > 0) html.Append($"<p class=\"bad\">As things stand this site would refuse the call:</p>{Lines(asked.Refusals)}");
    }

    /// <summary>What the decision rests on besides the policy: what was answered before, on which rows, and what was decided.</summary>
    private static void Remember(StringBuilder html, CallStanding standing)
    {
        html.Append($"<h2>What this site remembers</h2><h3>Cohorts in the ledger</h3>{Lines(standing.Ledger)}");
        if (standing.Set.Length > 0) html.Append($"<h3>Models of the analysis set</h3>{Lines([standing.Set])}");
        if (standing.Approval.Count > 0) html.Append($"<h3>Decisions on this call</h3>{Lines(standing.Approval)}");
    }

    private static string Lines(IEnumerable<string> lines) => $"<ul class=\"plain\">{string.Concat(lines.Select(l => $"<li>{Page.Text(l)}</li>"))}</ul>";

    private static string Form(ApprovalQuestion question, string formKey) => $"""
        <form method="post" action="/approvals/{question.Id}"><input type="hidden" name="form" value="{formKey}">
        <button class="good" name="decision" value="approve">Approve</button><button class="bad" name="decision" value="refuse">Refuse</button></form>
        <p class="quiet">An approved call goes through when it is asked again. A decision can be changed with <code>fedonco-agent approvals</code>.</p>
        """;

    private static string Table(IReadOnlyList<ApprovalQuestion> questions)
    {
        var rows = questions.Select(q => $"<tr><td><a href=\"/approvals/{q.Id}\"><code>{Page.Text(q.Call)}</code></a></td><td data-label=\"Study\">{Page.Text(q.Study)}</td><td data-label=\"Person\">{Page.Text(q.Person)}</td><td data-label=\"Asked\">{Time(q.Asked)}</td><td data-label=\"State\">{Page.Text(q.State)}</td></tr>");
        return $"<table><thead><tr><th>Call</th><th>Study</th><th>Person</th><th>Asked</th><th>State</th></tr></thead><tbody>{string.Concat(rows)}</tbody></table>";
    }

    private static void Row(StringBuilder html, string term, string value) => html.Append($"<dt>{term}</dt><dd>{value}</dd>");

    private static string Bytes(long elements) => elements < 64 ? $"{16 * elements} bytes" : NumberText.Of(Math.Round(elements / 64.0, 1)) + " KiB";
}
