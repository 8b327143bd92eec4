using FedOnco.Analyses.Tests.Harness;
using FedOnco.Language;

namespace FedOnco.Analyses.Tests.Disclosure;

public sealed class OutcomeTests
{
    [Fact]
    public void Print()
    {
        var lines = new List<string>();
        foreach (var file in new[] { "trials" })
        {
            foreach (var call in File.ReadAllLines(Path.Combine(Shared.Folder, "oracle", "calls", file + ".txt")).Where(l => l.Length > 0 && l[0] != '#'))
            {
                var parsed = CallLanguage.Parse(call);
                if (parsed.Question is null) { lines.Add("invalid " + call); continue; }
                var centres = Centres.Load(Path.Combine(Shared.Folder, "data", file), parsed.Question.Data);
                centres.Terms = Guarded.Default;
                string outcome;
                try
                {
                    var r = centres.Ask(call);
                    outcome = r.Suppressed.Count > 0 ? "suppressed" : "answered";
                }
                catch (FedOnco.Protos.FedOncoException e) { outcome = e.Reason + " " + e.Message; }
                lines.Add(outcome + "\t" + call);
            }
        }
        File.WriteAllLines("/tmp/outcomes.txt", lines);
    }
}
