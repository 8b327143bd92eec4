using System.CommandLine;
using FedOnco.Protos;

namespace FedOnco.Cli.Commands;

/// <summary>`fedonco models`, `fedonco model get` and `fedonco model card`.</summary>
internal static class ModelCommands
{
    private static readonly string[] Headline = ["auc", "concordance", "rmse"];

    public static Command Models()
    {
        var command = new Command("models", "Your trained models") { FedoncoCommands.Study };
        command.SetAction((parsed, cancellationToken) => FedoncoCommands.WithClient(async client =>
        {
            foreach (var model in await client.ModelsAsync(parsed.GetValue(FedoncoCommands.Study)!, cancellationToken).ConfigureAwait(false)) // The option has a default.
                Console.WriteLine($"{model.Name}@{model.Version}  {model.Trained.ToDateTime():yyyy-MM-dd HH:mm:ss}  {string.Join(", ", model.Metrics.Where(m => Headline.Contains(m.Name)).Select(m => $"{m.Name} {NumberText.Significant(m.Number, 4)}"))}  {model.Call}");
            return 0;
        }, cancellationToken));
        return command;
    }

    public static Command Model() => new("model", "One trained model") { Subcommands = { Get(), Card() } };

    private static Command Get()
    {
        var name = Name();
        var onnx = new Option<string>("--onnx") { Description = "Write the model with its preparation as ONNX to this file", Required = true };
        var command = new Command("get", "Take a model home") { name, onnx, FedoncoCommands.Study };
        command.SetAction((parsed, cancellationToken) => FedoncoCommands.WithClient(async client =>
        {
            var answer = await client.ModelAsync(parsed.GetValue(FedoncoCommands.Study)!, parsed.GetRequiredValue(name), cancellationToken).ConfigureAwait(false); // The option has a default.
            var file = parsed.GetRequiredValue(onnx);
            try
            {
                await File.WriteAllBytesAsync(file, answer.Onnx.ToByteArray(), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
            {
                throw new FedOncoException(ErrorReason.WrongFile, $"{file} cannot be written. Choose another file with --onnx.");
            }

            Console.WriteLine($"{answer.Summary.Name}@{answer.Summary.Version}: {answer.Onnx.Length} bytes in {file}");
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Command Card()
    {
        var name = Name();
        var command = new Command("card", "Data, centres, metrics and privacy of a model, as Markdown") { name, FedoncoCommands.Study };
        command.SetAction((parsed, cancellationToken) => FedoncoCommands.WithClient(async client =>
        {
            var answer = await client.ModelAsync(parsed.GetValue(FedoncoCommands.Study)!, parsed.GetRequiredValue(name), cancellationToken).ConfigureAwait(false); // The option has a default.
            Console.Write(answer.Card);
            return 0;
        }, cancellationToken));
        return command;
    }

    private static Argument<string> Name() => new("model") { Description = "NAME for the newest version, or NAME@VERSION" };
}
