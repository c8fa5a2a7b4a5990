namespace UrbanDataHub.Simulator.Plausible;

/// <summary>
/// Chance that depends on its place alone: the same path of names and numbers draws the same, in whatever order rows are made.
/// </summary>
internal readonly struct Draw
{
    private const ulong Increment = 0x9E3779B97F4A7C15;

    private readonly ulong _state;

    private Draw(ulong state) => _state = state;

    /// <summary>The root of all draws of a seed.</summary>
    public static Draw Of(long seed) => new(Mix((ulong)seed + Increment));

    /// <summary>The draw at a place below this one.</summary>
    public Draw At(string name)
    {
        var state = _state;
        foreach (var letter in name)
            state = Mix(state ^ (letter + Increment));
        return new Draw(Mix(state + Increment));
    }

    /// <inheritdoc cref="At(string)"/>
    public Draw At(long position) => new(Mix(_state ^ Mix((ulong)position + Increment)));

    /// <summary>A whole number from 0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)Below((long)end);

    /// <inheritdoc cref="Below(int)"/>
    public long Below(long end) => (long)(((UInt128)_state * (ulong)end) >> 64);

    /// <summary>A number from 0 to below 1.</summary>
    public double Unit => (_state >> 11) * (1.0 / (1UL << 53));

    /// <summary>True in a share of all places.</summary>
    public bool Chance(double share) => Unit < share;

    /// <summary>One of the items.</summary>
    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    // The finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
