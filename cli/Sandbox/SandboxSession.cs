using FedOnco.Cli.Output;
using FedOnco.Client;
using FedOnco.Language;
using FedOnco.Protos;

namespace FedOnco.Cli.Sandbox;

/// <summary>Calls against a local federation over a folder of files.</summary>
internal static class SandboxSession
{
    /// <returns>The largest exit code of the calls.</returns>
    public static async Task<int> RunAsync(string folder, string? policy, IReadOnlyList<string>? calls, bool automaticSets, bool json, AnswerFiles files, CancellationToken cancellationToken)
    {
        files.Require(calls?.Count);
        var data = SandboxFolder.Open(folder);
        var dictionary = SandboxDictionary.Infer(data);
        foreach (var note in dictionary.AllNotes) await Console.Error.WriteLineAsync(note).ConfigureAwait(false);
        var federation = await LocalFederation.StartAsync(data, dictionary.Dictionary, policy, cancellationToken).ConfigureAwait(false);
        await using (federation.ConfigureAwait(false))
        {
            if (calls is null) return await StayAsync(federation, cancellationToken).ConfigureAwait(false);
            using var client = new FedOncoClient(federation.Settings);
            var answers = new List<Answer>();
            var sets = automaticSets ? await AutomaticSets.MakeAsync(client, federation.IsOpen, calls, cancellationToken).ConfigureAwait(false) : AutomaticSets.None;
            foreach (var call in calls)
            {
                var answer = await AskAsync(client, dictionary, sets, call, cancellationToken).ConfigureAwait(false);
                Write(answer, json);
                answers.Add(answer);
            }

            files.Write(answers);
            return answers.Select(a => a.ExitCode).DefaultIfEmpty(0).Max();
        }
    }

    private static async Task<Answer> AskAsync(FedOncoClient client, SandboxDictionary dictionary, AutomaticSets sets, string call, CancellationToken cancellationToken)
    {
        var progress = new ProgressLine(Console.Error, !Console.IsErrorRedirected);
        try
        {
            var (text, note) = sets.Rewrite(call);
            var run = await client.RunAsync(SandboxDictionary.Study, text, progress.Show, cancellationToken).ConfigureAwait(false);
            return Answer.Of(call, run, [.. note is null ? Array.Empty<string>() : [note], .. dictionary.NotesFor(run.Question ?? CallLanguage.Parse(call).Question, call)]);
        }
        catch (FedOncoException fault) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer.Of(call, fault);
        }
        finally
        {
            progress.Clear();
        }
    }

    private static void Write(Answer answer, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(AnswerJson.Of(answer));
            return;
        }

        Console.Out.WriteLine($"> {answer.Call}");
        AnswerText.Write(answer, Console.Out, !Console.IsOutputRedirected);
        Console.Out.WriteLine();
    }

    private static async Task<int> StayAsync(LocalFederation federation, CancellationToken cancellationToken)
    {
        await Console.Out.WriteLineAsync($"""
            The federation is up. In another terminal:
              export FEDONCO_URL={federation.Settings.Address} FEDONCO_CA={federation.Settings.AuthorityFile} FEDONCO_TOKEN={federation.Settings.Token}
              fedonco datasets
              fedonco run 'CALL'
            Ctrl-C stops it.
            """).ConfigureAwait(false);
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return 0;
    }
}
