using FedOnco.Protos;
using YamlDotNet.RepresentationModel;

namespace FedOnco.Documents.Yaml;

/// <summary>Everything that is wrong with a hand-written file, with lines and columns.</summary>
public sealed class YamlFaults(string file)
{
    private readonly List<string> _faults = [];

    public void Add(YamlNode where, string message) => _faults.Add($"{file}:{where.Start.Line}:{where.Start.Column}: {message}");

    public void Add(string message) => _faults.Add($"{file}: {message}");

    /// <exception cref="FedOncoException"><see cref="ErrorReason.WrongFile"/> with all faults, one a line.</exception>
    public void ThrowIfAny()
    {
        if (_faults.Count > 0) throw new FedOncoException(ErrorReason.WrongFile, string.Join("\n", _faults));
    }
}
