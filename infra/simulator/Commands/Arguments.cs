using System.Globalization;

namespace UrbanDataHub.Simulator.Commands;

/// <summary>The options of a command line: <c>--name value</c>, some of them several times.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, List<string>> _values = new(StringComparer.Ordinal);

    /// <exception cref="SimulatorException">An option is not known, or has no value.</exception>
    public Arguments(IReadOnlyList<string> args, params IReadOnlyList<string> known)
    {
        for (var i = 0; i < args.Count; i += 2)
        {
            if (!known.Contains(args[i]))
                throw new SimulatorException($"'{args[i]}' is not known here. Options are: {string.Join(", ", known)}; --help says what they mean.");
            if (i + 1 == args.Count)
                throw new SimulatorException($"{args[i]}: needs a value.");
            if (!_values.TryAdd(args[i], [args[i + 1]]))
                _values[args[i]].Add(args[i + 1]);
        }
    }

    /// <summary>All values of an option that may be repeated.</summary>
    public IReadOnlyList<string> All(string name) => _values.GetValueOrDefault(name) ?? [];

    /// <summary>The value of an option; null when it is not given.</summary>
    public string? One(string name) => All(name) switch
    {
        [] => null,
        [var value] => value,
        _ => throw new SimulatorException($"{name}: is there more than once."),
    };

    /// <summary>The value of an option that must be given.</summary>
    public string Required(string name) => One(name) ?? throw new SimulatorException($"{name}: is missing.");

    /// <summary>A whole number of at least <paramref name="least"/>.</summary>
    public long? Whole(string name, long least) => One(name) switch
    {
        null => null,
        var text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least => number,
        var text => throw new SimulatorException($"{name}: '{text}' must be a whole number of at least {least}."),
    };

    /// <summary><c>--seed</c>, or the usual one.</summary>
    public long Seed() => Whole("--seed", long.MinValue) ?? 1;

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public double? Number(string name, double least, double most) => One(name) switch
    {
        null => null,
        var text when double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most => number,
        var text => throw new SimulatorException(string.Create(CultureInfo.InvariantCulture, $"{name}: '{text}' must be a number from {least} to {most}.")),
    };
}
